# Completions of rolecall for PowerShell. The program is asked at each Tab.
Register-ArgumentCompleter -Native -CommandName rolecall -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text.Trim("'", '"') }
        })
    $options = @()
    # Empty words get lost on the way to a program.
    if ("$wordToComplete" -eq '') { $options = @('--new-word') }
    $program = Get-Command rolecall -CommandType Application -ErrorAction SilentlyContinue |
        Select-Object -First 1
    if (-not $program) { return }
    # What gives nothing is completed with paths.
    & $program __complete powershell @options '--' @words 2>$null | ForEach-Object {
        if ($_ -ne ':files') {
            $inserted, $shown, $help = $_ -split "`t", 3
            if (-not $help) { $help = $shown }
            [System.Management.Automation.CompletionResult]::new(
                $inserted, $shown, 'ParameterValue', $help)
        }
    }
}
