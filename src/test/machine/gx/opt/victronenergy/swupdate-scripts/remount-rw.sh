#!/bin/sh
mount -o remount,rw /
sed "s/^\([^# ]* \/ [^ ]*\) [^ ]*/\1 defaults/" /etc/fstab >/etc/fstab.tmp && mv /etc/fstab.tmp /etc/fstab
