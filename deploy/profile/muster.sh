# shellcheck shell=sh
# Lets `muster` find the settings of this machine, for whoever may read them.
if [ -z "${MUSTER_CONFIG-}" ] && [ -r /etc/muster/muster.conf ]; then
    export MUSTER_CONFIG=/etc/muster/muster.conf
fi
