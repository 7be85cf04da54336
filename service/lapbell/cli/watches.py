"""How run files come from each watch, and how late: said before anybody relies on it.

lapbell logs in nowhere, so something else has to bring the files. No code here.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A kind of watch: its name, the way of its files into a folder, and when they come.

    `page` of docs/watches says more.
    """

    name: str
    way: str
    late: str
    page: str


_BY_ITSELF = (
    " It comes by itself where you let intervals.icu have your runs too: lapbell's relay fetches "
    "them from there."
)
_BY_HAND = (
    "when you export it by hand; over the relay, some minutes after the phone has synchronised"
)
WATCHES: Mapping[str, Watch] = {
    "garmin": Watch(
        name="Garmin",
        way="On a cable or a charging cradle the watch shows a folder GARMIN/Activity, which can "
        "be mounted or copied. Without a cable, Gadgetbridge on an Android phone fetches the "
        "files with no account, and Syncthing brings them here.",
        late="when the watch is plugged in, or some minutes after the phone has synchronised",
        page="garmin",
    ),
    "apple": Watch(
        name="Apple Watch",
        way="HealthFit or Health Auto Export on the iPhone writes each workout as a file into "
        "iCloud Drive or Dropbox, and any program that mirrors that brings it here.",
        late="some minutes, sometimes an hour: the phone decides",
        page="apple-watch",
    ),
    "coros": Watch(
        name="COROS",
        way="The app exports a workout as FIT when you tell it to: share it into a folder that "
        f"is synchronised to this machine.{_BY_ITSELF}",
        late=_BY_HAND,
        page="coros",
    ),
    "polar": Watch(
        name="Polar",
        way="Polar Flow exports a workout as FIT, TCX or GPX when you tell it to: save it into a "
        f"folder that is synchronised to this machine.{_BY_ITSELF}",
        late=_BY_HAND,
        page="polar",
    ),
    "suunto": Watch(
        name="Suunto",
        way="The app exports a workout as FIT when you tell it to: share it into a folder that "
        f"is synchronised to this machine.{_BY_ITSELF}",
        late=_BY_HAND,
        page="suunto",
    ),
    "wahoo": Watch(
        name="Wahoo",
        way="The app sends each workout to Dropbox by itself; Dropbox's own program or rclone "
        "brings it here.",
        late="some minutes after the phone has synchronised",
        page="wahoo",
    ),
    "zwift": Watch(
        name="Zwift",
        way="On a Mac or a PC, Zwift writes each run and ride as a FIT file into "
        "Documents/Zwift/Activities, and keeps it there.",
        late="when you end the activity",
        page="zwift",
    ),
    "phone": Watch(
        name="No watch, a phone app",
        way="OpenTracks, FitoTrack and others write each run into a folder of the phone, which "
        "Syncthing brings here.",
        late="some minutes, while the phone is at home",
        page="phone",
    ),
    "other": Watch(
        name="Another",
        way="Whatever lets its .fit, .tcx or .gpx files land in a folder of this machine will do.",
        late="as late as that way is",
        page="index",
    ),
}
LATER = (
    "A file within an hour of the run's end rings at once, later it rings quietly, and after four "
    "hours it is only counted."
)
