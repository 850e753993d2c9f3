#!/usr/bin/env bash
# Saves the videos of a CSV file on the nodes of a Slurm cluster: each element of the array takes the ids whose hash
# belongs to it, so that an element that starts again goes on with its own. The elements share the request rate of the
# account.
#
#   sbatch --array=0-7 --export=ALL,CSV=ids.csv,DESTINATION=/shared/videos examples/slurm-array.sh
#
# The module is installed for the user, or SEEDANCE_MODULE_PATH is the folder that holds it. RUNBOOK is the folder of
# these scripts: Slurm runs a copy of this file. The key comes from SEEDANCE_API_KEY, which sbatch passes on.
#
# Exit code 2 of save-shard.ps1 says that another attempt may bring more: the element is queued again, at most 5 times.
# After exit code 1 read failed-N.csv beside the videos; 3 says that nothing could be done: no key, no file of ids, no
# destination.
#SBATCH --job-name=seedance-videos
#SBATCH --cpus-per-task=1
#SBATCH --mem=512M
#SBATCH --requeue
#SBATCH --open-mode=append

: "${CSV:?is the file of ids}" "${DESTINATION:?is the folder of the videos}"
maximum_restarts=5
runbook=${RUNBOOK:-$SLURM_SUBMIT_DIR/examples}
[ -z "${SEEDANCE_MODULE_PATH:-}" ] || export PSModulePath=$SEEDANCE_MODULE_PATH:${PSModulePath:-}
export SEEDANCE_REQUEST_SHARE=${SEEDANCE_REQUEST_SHARE:-1/$SLURM_ARRAY_TASK_COUNT}

pwsh -NoProfile -NonInteractive -File "$runbook/save-shard.ps1" -Csv "$CSV" -Destination "$DESTINATION" \
    -Count "$SLURM_ARRAY_TASK_COUNT" -Index "$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN))" \
    -Timeout "${TIMEOUT_SEC:-3600}"
code=$?
if [ "$code" -eq 2 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt "$maximum_restarts" ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
