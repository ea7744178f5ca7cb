"""The virtual machine: QEMU with a kernel of Debian, a USB controller for cables and sticks, and an agent inside that runs
commands. Built by the script build beside this file. Where the processor cannot run a machine in a machine, it is emulated, ten times slower: limits
are given for the first and multiplied for the second."""
import atexit
import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import time

def processor():
    """QEMU's options, and the patience that they need. A hypervisor may offer /dev/kvm and then emulate it, slower than QEMU: without these flags."""
    flags = set(re.search(r"^flags\s*:(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE).group(1).split())
    if os.access("/dev/kvm", os.R_OK | os.W_OK) and flags & {"vmx", "svm"}:
        return ["-accel", "kvm", "-cpu", "host"], 1
    return ["-accel", "tcg,tb-size=512", "-cpu", "max"], 10


HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE.parents[2] / "target" / "machine"
PROCESSOR, PATIENCE = processor()


class Failed(AssertionError):
    """The machine, or what runs in it, did not do what was expected."""


class Monitor:
    """QEMU's own channel: plugs and unplugs devices."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile("r")
        self.lines.readline()
        self.execute("qmp_capabilities")

    def execute(self, command, **arguments):
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode())
        while True:
            line = self.lines.readline()
            if not line:
                raise Failed(f"QEMU ended at {command}")
            answer = json.loads(line)
            if "error" in answer:
                raise Failed(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]


class Agent:
    """Runs commands inside, several at a time if several threads ask."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.lock = threading.Lock()
        self.orders = 0
        self.answers = {}
        self.arrived = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        with contextlib.suppress(ConnectionResetError):
            for line in self.socket.makefile("r", errors="replace"):
                answer = json.loads(line)
                with self.arrived:
                    self.answers[answer["id"]] = answer
                    self.arrived.notify_all()

    def send(self, command, limit):
        with self.lock:
            self.orders += 1
            order = f"{id(self)}-{self.orders}"
            self.socket.sendall((json.dumps({"id": order, "command": command, "limit": limit}) + "\n").encode())
        return order

    def answer(self, order, seconds):
        """The status and the output of an order, or None when none came in time."""
        with self.arrived:
            if not self.arrived.wait_for(lambda: order in self.answers, seconds):
                return None
            answer = self.answers.pop(order)
        return answer["status"], answer["output"]


class Machine:
    """A machine with a disk of its own, which outlives its boots until it is replaced."""

    def __init__(self, gx, memory=512):
        """gx: whether it is a GX device, or else Debian; memory in MB."""
        self.gx = gx
        self.memory = memory
        self.clock = None
        self.process = None
        # Those that are plugged in, also while the machine is off: the name of each with its meter, number and port.
        self.cables = {}
        # A path of a socket has at most 107 characters.
        self.sockets = tempfile.TemporaryDirectory(prefix="dbus-p1-machine.")
        self.folder = BUILT / ("gx" if gx else "debian")
        self.folder.mkdir(exist_ok=True)
        self.root = self.folder / "root.qcow2"
        self.data = self.folder / "data.ext4"
        self.console = self.folder / "console.log"
        self.console.write_bytes(b"")
        self.replace_root()
        subprocess.run(["cp", "--sparse=always", BUILT / "data.ext4", self.data], check=True)
        # Also where a test ends by an exception that nobody expected.
        atexit.register(self.cut)

    def replace_root(self):
        """A new root file system, as a firmware update brings it."""
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", BUILT / "root.ext4", self.root], check=True)

    def start(self, stick=None):
        """Boots with the cables that are plugged in, and a USB stick with this image, until commands can be run in it; returns the
        seconds that it took."""
        paths = {name: f"{self.sockets.name}/{name}" for name in ("monitor", "agent")}
        command = ["nice", "-n", "10", "qemu-system-x86_64", *PROCESSOR, "-smp", "1",
                   "-m", str(self.memory), "-display", "none", "-nodefaults", "-no-user-config", "-no-reboot",
                   "-rtc", f"base={self.clock or 'utc'}", "-serial", f"file:{self.console}",
                   "-kernel", BUILT / "kernel", "-initrd", BUILT / "initrd",
                   "-append", "console=ttyS0 quiet panic=-1 mitigations=off audit=0 systemd.show_status=0" + (" gx" if self.gx else "") + (" stick" if stick else ""),
                   "-qmp", f"unix:{paths['monitor']},server=on,wait=off",
                   "-device", "virtio-rng-pci", "-device", "virtio-serial-pci",
                   "-chardev", f"socket,id=agent,path={paths['agent']},server=on,wait=off",
                   "-device", "virtserialport,chardev=agent,name=agent",
                   "-drive", f"file={self.root},if=none,id=root,format=qcow2", "-device", "virtio-blk-pci,drive=root",
                   "-drive", f"file={self.data},if=none,id=data,format=raw", "-device", "virtio-blk-pci,drive=data",
                   "-device", "qemu-xhci,id=usb,p2=8,p3=0"]
        if stick:
            command += ["-drive", f"file={stick},if=none,id=stick,format=raw", "-device", "usb-storage,bus=usb.0,drive=stick"]
        for cable, (meter, _, _) in self.cables.items():
            command += ["-chardev", f"serial,id={cable},path={meter.port}", "-device", json.dumps(self.device(cable))]
        for path in paths.values():
            pathlib.Path(path).unlink(missing_ok=True)
        began = time.monotonic()
        with open(self.folder / "qemu.log", "wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        while not all(os.path.exists(path) for path in paths.values()):
            self.runs(time.monotonic() - began < 30)
            time.sleep(0.05)
        self.monitor = Monitor(paths["monitor"])
        self.agent = Agent(paths["agent"])
        functions = (HERE / "inside.sh").read_text()
        order = self.agent.send(f"cat >/run/inside.sh <<'END'\n{functions}\nEND", 60)
        while self.agent.answer(order, 1) is None:
            self.runs(time.monotonic() - began < 180 * PATIENCE)
        return time.monotonic() - began

    def runs(self, in_time):
        if self.process.poll() is not None or not in_time:
            last = self.console.read_text(errors="replace")[-2000:] + (self.folder / "qemu.log").read_text()[-1000:]
            self.cut()
            raise Failed(f"the machine did not boot: {last}")

    def run(self, command, seconds=60):
        """The status and the output of a command for bash, with the functions of inside.sh."""
        limit = seconds * PATIENCE
        order = self.agent.send(f". /run/inside.sh {PATIENCE}\n{command}", limit)
        answer = self.agent.answer(order, limit + 30)
        if answer is None:
            raise Failed(f"no answer: {command}")
        return answer

    def output(self, command, seconds=60):
        """The output of a command that must succeed."""
        status, output = self.run(command, seconds)
        if status:
            raise Failed(f"status {status}: {command}\n{output}")
        return output.strip()

    def shut_down(self):
        """An orderly end."""
        self.agent.send("reboot", 60)
        self.process.wait(120 * PATIENCE)
        self.end()

    def reboot(self):
        self.shut_down()
        self.start()

    def cut(self):
        """The power fails."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.end()

    def end(self):
        self.process = None

    def device(self, cable):
        _, serial, port = self.cables[cable]
        return {"driver": "usb-serial", "id": f"usb-{cable}", "chardev": cable, "bus": "usb.0", "serial": serial, **({"port": str(port)} if port else {})}

    def plug(self, cable, meter, serial, port=None):
        """Plugs a cable, whose other end is at a meter, into the next free port or that of this number."""
        self.cables[cable] = meter, serial, port
        if self.process:
            self.monitor.execute("chardev-add", id=cable, backend={"type": "serial", "data": {"device": meter.port}})
            self.monitor.execute("device_add", **self.device(cable))

    def unplug(self, cable):
        if self.process:
            self.monitor.execute("device_del", id=f"usb-{cable}")
            # It is gone when the kernel has let it go.
            deadline = time.monotonic() + 30 * PATIENCE
            while not self.let_go(cable):
                if time.monotonic() > deadline:
                    raise Failed(f"the cable {cable} is still in use")
                time.sleep(0.02)
        del self.cables[cable]

    def let_go(self, cable):
        try:
            self.monitor.execute("chardev-remove", id=cable)
            return True
        except Failed:
            return False

    def unplug_all(self):
        for cable in list(self.cables):
            self.unplug(cable)
