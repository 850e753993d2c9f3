namespace Seedance.Api;

/// <summary>One answer: a task or the reason why there is none.</summary>
/// <param name="Task">The task; null when there is none.</param>
/// <param name="Error">Why there is none; null when there is one.</param>
public readonly record struct QueryResult(SeedanceTask? Task, SeedanceException? Error);

/// <summary>
/// Asks for many tasks side by side and gives the answers in the order of the questions. One thread adds and takes; a bounded
/// number of workers ask, each one question after the other for as long as there are any.
/// </summary>
public sealed class OrderedQueries : IDisposable
{
    // So many answers per worker may wait for a slow one before them; then whoever adds should wait too.
    private const int QuestionsPerWorker = 8;

    private readonly SeedanceClient _client;
    private readonly int _throttleLimit;
    private readonly CancellationToken _stop;
    private readonly ManualResetEventSlim _answered = new();

    // Whoever adds and takes owns the window, in the order of the questions; the workers share what is still to be asked.
    private readonly Queue<Question> _window = new();
    private readonly Queue<Question> _toAsk = new();
    private int _workers;
    private Question? _awaited;

    /// <summary>Makes it; nothing is asked before the first question.</summary>
    /// <param name="client">Who is asked.</param>
    /// <param name="throttleLimit">How many questions may be under way at a time.</param>
    /// <param name="stop">Ends all questions at once.</param>
    public OrderedQueries(SeedanceClient client, int throttleLimit, CancellationToken stop)
    {
        _client = client;
        _throttleLimit = throttleLimit;
        _stop = stop;
    }

    /// <summary>True when the oldest answer should be awaited before another question is added.</summary>
    public bool IsFull => _window.Count >= _throttleLimit * QuestionsPerWorker;

    /// <summary>Adds a question.</summary>
    public void Add(string id)
    {
        var question = new Question(id);
        _window.Enqueue(question);
        lock (_toAsk)
        {
            _toAsk.Enqueue(question);
            if (_workers == _throttleLimit) return;
            _workers++;
        }

        _ = Task.Run(WorkAsync, CancellationToken.None);
    }

    /// <summary>Takes the oldest answer when it is there; with <paramref name="wait"/>, waits for it.</summary>
    /// <returns>False when there is nothing to take.</returns>
    /// <exception cref="OperationCanceledException">All questions were ended.</exception>
    public bool TryTake(out QueryResult answer, bool wait)
    {
        answer = default;
        if (_window.Count == 0 || !(_window.Peek().IsAnswered || wait)) return false;
        Await(_window.Peek());
        answer = _window.Dequeue().Answer;
        return true;
    }

    /// <summary>Ends the use of it. Questions under way end by their token.</summary>
    public void Dispose() => _answered.Dispose();

    private void Await(Question question)
    {
        if (question.IsAnswered) return;
        _answered.Reset();
        Volatile.Write(ref _awaited, question);
        // It may have been answered before anybody knew that it is awaited.
        Interlocked.MemoryBarrier();
        if (!question.IsAnswered) _answered.Wait(_stop);
        Volatile.Write(ref _awaited, null);
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            Question question;
            lock (_toAsk)
            {
                if (_toAsk.Count == 0 || _stop.IsCancellationRequested)
                {
                    _workers--;
                    return;
                }

                question = _toAsk.Dequeue();
            }

            if (await AskAsync(question.Id).ConfigureAwait(false) is not { } answer) continue;
            question.Take(answer);
            Interlocked.MemoryBarrier();
            // Only the one that is awaited wakes: of a hundred answers, most are taken while their taker is awake anyway.
            if (Volatile.Read(ref _awaited) == question) _answered.Set();
        }
    }

    // Null when all was ended: then nobody waits for an answer.
    private async Task<QueryResult?> AskAsync(string id)
    {
        try
        {
            return new QueryResult(await _client.GetTaskAsync(id, _stop).ConfigureAwait(false), null);
        }
        catch (SeedanceException e)
        {
            return new QueryResult(null, e);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            return new QueryResult(null, SeedanceException.Unexpected(id, e));
        }
    }

    private sealed class Question(string id)
    {
        private volatile bool _isAnswered;

        public string Id => id;

        public bool IsAnswered => _isAnswered;

        public QueryResult Answer { get; private set; }

        public void Take(QueryResult answer)
        {
            Answer = answer;
            _isAnswered = true;
        }
    }
}
