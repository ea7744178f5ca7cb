package org.dbusp1.system.gx;

import java.util.Map;
import java.util.Set;

/**
 * The programs that the busybox of a GX device lacks of Debian's, with which the scripts are tested. Its configuration is the defconfig
 * of OpenEmbedded's releases dunfell and scarthgap (meta/recipes-core/busybox) with the venus.cfg of
 * meta-victronenergy: what is not set in one of them is here.
 */
final class GxBusybox {
    /** Programs that neither busybox nor another package of the image has, and those that only one release has. */
    static final Set<String> ABSENT = Set.of("acpid", "adjtimex", "ar", "arp", "arping", "ascii", "bc", "blkdiscard", "blockdev",
            "brctl", "cal", "cksum", "comm", "crc32", "cttyhack", "devmem", "dos2unix", "expand", "factor", "fallocate", "fatattr",
            "findfs", "fold", "freeramdisk", "fsfreeze", "ftpget", "ftpput", "getopt", "hostid", "httpd", "i2ctransfer", "install",
            "ionice", "ipcalc", "ipneigh", "last", "link", "linux32", "linux64", "linuxrc", "lsscsi", "lzma", "lzop", "mdev", "mim",
            "mkdosfs", "mkpasswd", "modinfo", "mt", "nameif", "nl", "nologin", "nsenter", "nuke", "partprobe", "paste", "printenv",
            "resume", "rev", "rpm", "rpm2cpio", "run-init", "setkeycodes", "setpriv", "sha3sum", "sha512sum", "shred", "split",
            "ssl_client", "tac", "taskset", "timeout", "traceroute6", "ts", "ubirename", "uevent", "uncompress", "unexpand",
            "unix2dos", "unlzma", "unshare", "unxz", "uudecode", "uuencode", "vconfig", "w", "watchdog", "xxd", "xz");

    /** Arguments that a program refuses, as a pattern of the shell: its feature is not set. */
    static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("chown", "--?*"),
            Map.entry("cp", "--?*"),
            Map.entry("cpio", "-*[op]*"),
            Map.entry("cut", "-[DFO]*|--?*"),
            Map.entry("date", "-I*|*%N*|*%[0-9]N*"),
            Map.entry("dd", "ibs=*|obs=*|conv=*|iflag=*|oflag=*"),
            Map.entry("df", "--?*"),
            Map.entry("diff", "--?*"),
            Map.entry("du", "--?*"),
            Map.entry("find", "-inum|-context|-not|-and|-or|-atime|-ctime|-amin|-cmin|-empty|-samefile"),
            Map.entry("grep", "-z*|-[a-zA-Z]z*|-[a-zA-Z][a-zA-Z]z*|--?*"),
            Map.entry("head", "-[cqv]*|-[0-9]*|--?*"),
            Map.entry("ls", "--?*"),
            Map.entry("mkdir", "--?*"),
            Map.entry("mv", "--?*"),
            Map.entry("od", "-[ANtjwS]*|--?*"),
            Map.entry("ps", "-[!wlT]*|--?*"),
            Map.entry("rm", "--?*"),
            Map.entry("rmdir", "--?*"),
            Map.entry("tail", "-[0-9]*|--?*"),
            Map.entry("tar", "--?*"),
            Map.entry("touch", "-h*"),
            Map.entry("tr", "*\\[=*"),
            Map.entry("wc", "-*L*|--?*"),
            Map.entry("xargs", "-[0apPx]*|--?*"));

    private GxBusybox() {
    }

    /** A program that takes what that of a GX device takes. */
    static String program(String name) {
        return """
                #!/bin/sh
                for each; do
                    case $each in
                    --) break ;;
                    %2$s)
                        echo "%1$s: a GX device does not know the argument $each" | tee -a /run/refused >&2
                        exit 1
                        ;;
                    esac
                done
                exec /bin/busybox %1$s "$@"
                """.formatted(name, REFUSED.get(name));
    }

    /** Returns whether a program of a GX device refuses an argument. */
    static boolean refuses(String name, String argument) {
        String regex = REFUSED.get(name).replace(".", "\\.").replace("[!", "[^").replaceAll("\\?", ".").replace("*", ".*");
        return argument.matches(regex);
    }
}
