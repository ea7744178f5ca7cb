"""A battery inverter that obeys a set point, as the models of ESS have it: a dead time of 1 s, a lag of 0.6 s, 400 W/s, and 95.6 % of what it is asked."""

STEP = 0.2
MOST = 4000.0
LAG = 0.6
RAMP = 400
SHARE = 0.956
DEAD_STEPS = 5


class Inverter:
    """One phase. Powers in W; what it gives to the house is positive."""

    def __init__(self):
        self.commands = [0.0] * DEAD_STEPS
        self.received = 0.0
        self.given = 0.0

    def step(self, set_point):
        """Goes on by STEP seconds, and returns what it gives then."""
        self.commands.append(set_point)
        self.received += (self.commands.pop(0) - self.received) * STEP / LAG
        wanted = max(-MOST, min(MOST, self.received)) * SHARE
        self.given += max(-RAMP * STEP, min(RAMP * STEP, wanted - self.given))
        return self.given
