# pod.sh JOB CLUSTER POD INDEX: runs the container of one pod, in mounts of its own (unshare --mount). JOB is the folder
# of Read-Job.ps1, POD an empty folder. The image is this computer with PowerShell where the image has it; what the
# container writes to it is lost with the pod. User, groups, privileges, variables and mounts are those of a kubelet.
set -euo pipefail
job=$1 cluster=$2 pod=$3 index=$4
fact() { tr -d '\0' <"$job/$1"; }
mapfile -d '' -t command <"$job/command"
mapfile -d '' -t environment <"$job/environment"
mapfile -d '' -t mounts <"$job/mounts"
mapfile -d '' -t powershell <"$job/powershell"

mount -t tmpfs tmpfs "$pod"
mkdir "$pod"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$pod/upper,workdir=$pod/work" "$pod/root"
cd "$pod/root"
for folder in proc dev sys; do mount --rbind "/$folder" "$folder"; done

mkdir -p opt/microsoft/powershell/7 opt/dotnet usr/bin
mount --bind "${powershell[0]}" opt/microsoft/powershell/7
rm -f usr/bin/pwsh usr/local/bin/pwsh
case ${powershell[1]} in
    "${powershell[0]}"/*) ln -s /opt/microsoft/powershell/7/pwsh usr/bin/pwsh ;;
    *)
        # A .NET tool runs in the dotnet program.
        mount --bind "$(dirname "$(readlink -f "${powershell[1]}")")" opt/dotnet
        printf '#!/bin/sh\nexec /opt/dotnet/dotnet /opt/microsoft/powershell/7/pwsh.dll "$@"\n' >usr/bin/pwsh
        chmod 755 usr/bin/pwsh ;;
esac

for ((i = 0; i < ${#mounts[@]}; i += 3)); do
    target=.${mounts[i]}
    mkdir -p "$target"
    mount --bind "$cluster/${mounts[i + 1]}" "$target"
    [ "${mounts[i + 2]}" = rw ] || mount -o remount,bind,ro "$target"
done
# The last mount, because it may hide the folders above.
mount -t tmpfs -o mode=1777 tmpfs tmp

cd /
exec chroot "$pod/root" \
    setpriv --reuid="$(fact user)" --regid=0 --groups="$(fact group)" \
    --no-new-privs --inh-caps=-all --bounding-set=-all \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOSTNAME="$(fact name)-$index" \
    LANG=en_US.UTF-8 ${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:+DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1} \
    KUBERNETES_SERVICE_HOST=10.96.0.1 KUBERNETES_SERVICE_PORT=443 KUBERNETES_SERVICE_PORT_HTTPS=443 \
    "${environment[@]}" JOB_COMPLETION_INDEX="$index" SEEDANCE_BASE_URI="$SEEDANCE_BASE_URI" "${command[@]}"
