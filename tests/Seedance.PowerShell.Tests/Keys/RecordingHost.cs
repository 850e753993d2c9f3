using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Seedance.PowerShell.Tests.Keys;

/// <summary>A host that writes down all it shows, as a transcript does, and answers every question with one text.</summary>
internal sealed class RecordingHost(string answer = "") : PSHost
{
    private readonly RecordingUI _ui = new(answer);

    /// <summary>All that a person would have seen.</summary>
    public string Transcript => string.Join('\n', _ui.Lines);

    /// <summary>The questions that were asked.</summary>
    public int Questions => _ui.Questions;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "Recording";

    public override PSHostUserInterface UI => _ui;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class RecordingUI(string answer) : PSHostUserInterface
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public int Questions { get; private set; }

        public override PSHostRawUserInterface RawUI => null!;

        public override void Write(string value) => Lines.Enqueue(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Lines.Enqueue(value);

        public override void WriteLine(string value) => Lines.Enqueue(value);

        public override void WriteErrorLine(string value) => Lines.Enqueue(value);

        public override void WriteDebugLine(string message) => Lines.Enqueue(message);

        public override void WriteVerboseLine(string message) => Lines.Enqueue(message);

        public override void WriteWarningLine(string message) => Lines.Enqueue(message);

        public override void WriteInformation(InformationRecord record) => Lines.Enqueue(record.ToString());

        public override void WriteProgress(long sourceId, ProgressRecord record) =>
            Lines.Enqueue($"{record} {record.CurrentOperation} {record.Activity} {record.StatusDescription}");

        public override string ReadLine() => Answer();

        public override SecureString ReadLineAsSecureString()
        {
            var secure = new SecureString();
            foreach (var c in Answer()) secure.AppendChar(c);
            return secure;
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions++;
            return 0;
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption,
            string message,
            string userName,
            string targetName,
            PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) => throw new NotSupportedException();

        private string Answer()
        {
            Questions++;
            return answer;
        }
    }
}
