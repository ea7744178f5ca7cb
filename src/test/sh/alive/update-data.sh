#!/bin/sh
# Does what is known of Victron's script: unpacks the packages on sticks to /data, between their hooks.
name=venus-data
[ "${1:-}" != -r ] || name=venus-runtime
for suffix in tar.gz tgz; do
    # shellcheck disable=SC2045  # as Victron's does: names with blanks are not found
    for archive in $(ls /media/*/$name-*.$suffix /media/*/$name.$suffix 2>/dev/null); do
        hooks=$(mktemp -d)
        tar xzf "$archive" -C "$hooks" rc
        if [ ! -f "$hooks/rc/pre-hook.sh" ] || sh "$hooks/rc/pre-hook.sh"; then
            result=success
            tar xzf "$archive" -C /data --exclude rc || result=extraction-failed
            [ ! -f "$hooks/rc/post-hook.sh" ] || sh "$hooks/rc/post-hook.sh" $result
        fi
        rm -rf "$hooks"
    done
done
