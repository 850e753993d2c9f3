using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>A host that writes down all it shows, as a transcript does, and answers every question with one text.</summary>
internal sealed class RecordingHost : TestHost
{
    private readonly RecordingUI _ui;

    /// <param name="answer">The answer to each question for a text.</param>
    /// <param name="choice">The answer to each question for a choice; 0 is Yes, 2 is No.</param>
    public RecordingHost(string answer = "", int choice = 0)
        : this(new RecordingUI(answer, choice))
    {
    }

    private RecordingHost(RecordingUI ui)
        : base("Recording", ui) => _ui = ui;

    /// <summary>All that a person would have seen.</summary>
    public string Transcript => string.Join('\n', _ui.Lines);

    /// <summary>The questions that were asked.</summary>
    public int Questions => _ui.Questions;

    private sealed class RecordingUI(string answer, int choice) : TestHostUI
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public int Questions { get; private set; }

        public override void Write(string value) => Lines.Enqueue(value);

        public override void WriteLine(string value) => Lines.Enqueue(value);

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

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions++;
            return choice;
        }

        private string Answer()
        {
            Questions++;
            return answer;
        }
    }
}
