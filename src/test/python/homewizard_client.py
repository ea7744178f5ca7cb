"""What the maker's own client (python-homewizard-energy, the library of Home Assistant) reads of a device, as one line of JSON.

Usage: homewizard_client.py HOST:PORT
"""
import asyncio
import dataclasses
import json
import sys

from homewizard_energy import HomeWizardEnergyV1


def present(measurement):
    return {key: value for key, value in dataclasses.asdict(measurement).items() if value is not None}


async def main():
    async with HomeWizardEnergyV1(host=sys.argv[1]) as api:
        values = await api.combined()
        telegram = await api.telegram()
    print(json.dumps({
        'device': dataclasses.asdict(values.device),
        'measurement': present(values.measurement),
        'telegram': telegram,
    }, default=str))


asyncio.run(main())
