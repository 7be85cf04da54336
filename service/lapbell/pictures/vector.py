"""Points and directions in space: x forward in the picture, y up, z towards who looks at it.

Only what the figure needs of vector algebra.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vec:
    """A point or a direction; lengths in percent of body height."""

    x: float
    y: float
    z: float = 0.0

    def __add__(self, other: "Vec") -> "Vec":
        return Vec(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: "Vec") -> "Vec":
        return Vec(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor: float) -> "Vec":
        return Vec(self.x * factor, self.y * factor, self.z * factor)

    def __neg__(self) -> "Vec":
        return Vec(-self.x, -self.y, -self.z)

    def dot(self, other: "Vec") -> float:
        """Return the scalar product."""
        return self.x * other.x + self.y * other.y + self.z * other.z

    @property
    def length(self) -> float:
        """The length."""
        return math.sqrt(self.dot(self))

    def unit(self) -> "Vec":
        """Return the direction, of length 1; no direction where there is no length."""
        return self * (1 / (self.length or 1))

    def towards(self, other: "Vec", share: float) -> "Vec":
        """Return the point at a share of the way to another one."""
        return self + (other - self) * share

    def across(self, direction: "Vec") -> "Vec":
        """Return the part of this vector at right angles to a direction of length 1."""
        return self - direction * self.dot(direction)

    def turned(self, towards: "Vec", degrees: float) -> "Vec":
        """Turn this direction towards another one, at right angles to it, by an angle."""
        angle = math.radians(degrees)
        return self * math.cos(angle) + towards * math.sin(angle)


UP = Vec(0, 1)
AHEAD = Vec(1, 0)
NEAR = Vec(0, 0, 1)


def upward(lean: float) -> Vec:
    """Return the direction that leans so far forward from straight up."""
    return UP.turned(AHEAD, lean)


def hanging(angle: float) -> Vec:
    """Return the direction that is swung so far forward from straight down."""
    return (-UP).turned(AHEAD, angle)
