namespace Seedance.Waiting;

/// <summary>A message for the user while a wait goes on.</summary>
/// <param name="IsWarning">True for a problem; false for a change of status.</param>
/// <param name="Message">One or two sentences.</param>
public sealed record WaitNotice(bool IsWarning, string Message);
