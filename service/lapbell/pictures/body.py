"""The runner's measures, in percent of body height: lengths, masses and the widths of strokes.

Lengths and masses after Drillis & Contini and Dempster, as tabled in Winter, Biomechanics and
Motor Control of Human Movement (4th ed., chapter 4); the head is 8 percent larger, to read well.
"""

from typing import Final

SHIN: Final = 24.6
THIGH: Final = 24.5
LOWER_TRUNK: Final = 12.5
UPPER_TRUNK: Final = 16.3
UPPER_ARM: Final = 18.6
FOREARM: Final = 14.6
HAND: Final = 4.6
FOOT: Final = 15.2
HEEL_TO_BALL: Final = 10.6
HEEL_TO_ANKLE: Final = 3.4
ANKLE_HEIGHT: Final = 4.2
"""Above the middle of the sole."""

HALF_HIPS: Final = 6.4
HALF_SHOULDERS: Final = 10.6
COLLAR: Final = 2.2
"""From between the shoulders to the root of the neck."""

NECK: Final = 5.2
HEAD: Final = 6.9
"""Radius."""

BRIM: Final = 1.5
"""How far the brim stands out from the head."""

MASS_HEAD: Final = 0.081
MASS_TRUNK: Final = 0.497
MASS_UPPER_ARM: Final = 0.028
MASS_FOREARM: Final = 0.022
MASS_THIGH: Final = 0.100
MASS_SHIN: Final = 0.0465
MASS_FOOT: Final = 0.0145

LEG_WIDE: Final = 7.4
ARM_WIDE: Final = 5.4
TRUNK_WIDE: Final = 10.8
HIP_WIDE: Final = 11.8
FOOT_WIDE: Final = 4.6
FOOT_FROM_FRONT: Final = 6.2
NECK_WIDE: Final = 5.2
BRIM_WIDE: Final = 2.6
MARK_WIDE: Final = 2.7
HALO: Final = 1.6
"""On either side of a limb that passes in front of another."""
