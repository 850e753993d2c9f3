#Requires -Version 7.4

<#
.SYNOPSIS
Reads the Job of a manifest and writes what a kubelet needs to run its pods, a file for each fact.
.DESCRIPTION
KubernetesClient reads the manifest strictly: a field that the API does not have is an error. What kubernetes.sh cannot
run is an error as well, so that nothing of the manifest is left out silently.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Manifest,

    # The folder with the secrets of the cluster: secrets/NAME/KEY.
    [Parameter(Mandatory)] [string] $Cluster,

    # The folder for the facts.
    [Parameter(Mandatory)] [string] $Destination
)

$ErrorActionPreference = 'Stop'
$library = Get-ChildItem "$PSScriptRoot/../Seedance.PowerShell.Tests/bin/*/net*/KubernetesClient.dll" |
    Sort-Object -Property LastWriteTime | Select-Object -Last 1
if (-not $library) { throw 'The tests are not built. Run: dotnet build' }
Add-Type -LiteralPath $library

# Each item ends with a zero byte, because a value may have line breaks.
function Write-Fact([string] $Name, [object[]] $Value) {
    $text = -join ($Value | ForEach-Object { "$_`0" })
    [IO.File]::WriteAllText((Join-Path $Destination $Name), $text)
}

function Assert-Supported([bool] $Condition, [string] $What) {
    if (-not $Condition) { throw "kubernetes.sh does not run $What." }
}

# The action of the first rule that applies to an exit code.
function Find-Action([int] $ExitCode) {
    foreach ($rule in $job.Spec.PodFailurePolicy.Rules) {
        if (-not $rule.OnExitCodes) { continue }
        $isListed = $rule.OnExitCodes.Values -contains $ExitCode
        if ($isListed -eq ($rule.OnExitCodes.OperatorProperty -eq 'In')) { return $rule.Action }
    }
    'Count'
}

function Get-Value($Variable) {
    if ($null -eq $Variable.ValueFrom) { return $Variable.Value }
    $reference = $Variable.ValueFrom.SecretKeyRef
    Assert-Supported ($null -ne $reference) "the source of the variable $($Variable.Name)"
    [IO.File]::ReadAllText((Join-Path $Cluster "secrets/$($reference.Name)/$($reference.Key)"))
}

function Get-Mount($Mount) {
    $volume = $pod.Volumes | Where-Object Name -EQ $Mount.Name
    Assert-Supported ($volume -and -not $Mount.SubPath) "the mount $($Mount.Name)"
    $source = if ($volume.ConfigMap) { "configmaps/$($volume.ConfigMap.Name)" }
    elseif ($volume.PersistentVolumeClaim) { "volumes/$($volume.PersistentVolumeClaim.ClaimName)" }
    Assert-Supported ([bool]$source) "the volume $($Mount.Name)"
    $Mount.MountPath, $source, $(if ($Mount.ReadOnlyProperty) { 'ro' } else { 'rw' })
}

$documents = [k8s.KubernetesYaml]::LoadAllFromString((Get-Content -Raw -LiteralPath $Manifest), $null, $true)
$job = $documents | Where-Object { $_ -is [k8s.Models.V1Job] }
$pod = $job.Spec.Template.Spec
$container = $pod.Containers[0]
Assert-Supported ($pod.Containers.Count -eq 1 -and -not $pod.InitContainers) 'more than one container'
Assert-Supported ($pod.RestartPolicy -eq 'Never' -and $job.Spec.CompletionMode -eq 'Indexed') 'this kind of Job'
Assert-Supported (-not ($container.EnvFrom -or $container.WorkingDir -or $container.Lifecycle)) 'these settings'
$texts = @($container.Command) + $container.Args + $container.Env.Value
Assert-Supported (-not ($texts -match '\$\(')) 'references to variables'

Write-Fact name $job.Metadata.Name
Write-Fact completions $job.Spec.Completions
Write-Fact parallelism $job.Spec.Parallelism
Write-Fact attempts ($job.Spec.BackoffLimitPerIndex + 1)
Write-Fact actions (0..255 | ForEach-Object { Find-Action $_ })
Write-Fact user $pod.SecurityContext.RunAsUser
Write-Fact group $pod.SecurityContext.FsGroup
Write-Fact memory $container.Resources.Limits['memory'].ToInt64()
Write-Fact command (@($container.Command) + $container.Args)
Write-Fact environment ($container.Env | ForEach-Object { "$($_.Name)=$(Get-Value $_)" })
Write-Fact mounts ($container.VolumeMounts | ForEach-Object { Get-Mount $_ })
Write-Fact powershell $PSHOME, ([Environment]::ProcessPath)
