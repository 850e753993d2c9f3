using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using Seedance.Hosts;

namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>
/// A host that records all it shows, as a transcript does, and responds to every prompt with the same input.
/// </summary>
internal sealed class RecordingHost : BasicHost
{
    private readonly RecordingUI _ui;

    /// <param name="input">The input for each prompt for text.</param>
    /// <param name="choice">The choice at each confirmation; 0 is Yes, 2 is No.</param>
    public RecordingHost(string input = "", int choice = 0)
        : this(new RecordingUI(input, choice))
    {
    }

    private RecordingHost(RecordingUI ui)
        : base("Recording", ui) => _ui = ui;

    /// <summary>All text that was shown.</summary>
    public string Transcript => string.Join('\n', _ui.Lines);

    /// <summary>The number of prompts.</summary>
    public int Prompts => _ui.Prompts;

    private sealed class RecordingUI(string input, int choice) : BasicHostUI
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public int Prompts { get; private set; }

        public override void Write(string value) => Lines.Enqueue(value);

        public override void WriteLine(string value) => Lines.Enqueue(value);

        public override void WriteInformation(InformationRecord record) => Lines.Enqueue(record.ToString());

        public override void WriteProgress(long sourceId, ProgressRecord record) =>
            Lines.Enqueue($"{record} {record.CurrentOperation} {record.Activity} {record.StatusDescription}");

        public override string ReadLine() => ReadInput();

        public override SecureString ReadLineAsSecureString()
        {
            var secure = new SecureString();
            foreach (var c in ReadInput()) secure.AppendChar(c);
            return secure;
        }

        public override int PromptForChoice(
            string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Prompts++;
            return choice;
        }

        private string ReadInput()
        {
            Prompts++;
            return input;
        }
    }
}
