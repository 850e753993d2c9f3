namespace Seedance.Waiting;

/// <summary>A binary heap of items by due time, the earliest first. netstandard2.0 has no PriorityQueue.</summary>
internal sealed class DueQueue<T>
{
    private (TimeSpan Due, T Item)[] _heap = new (TimeSpan, T)[16];

    public int Count { get; private set; }

    /// <summary>The earliest due time; null when the queue is empty.</summary>
    public TimeSpan? NextDue => Count == 0 ? null : _heap[0].Due;

    public void Add(TimeSpan due, T item)
    {
        if (Count == _heap.Length) Array.Resize(ref _heap, Count * 2);
        var hole = Count++;
        for (int parent; hole > 0 && _heap[parent = (hole - 1) / 2].Due > due; hole = parent)
            _heap[hole] = _heap[parent];
        _heap[hole] = (due, item);
    }

    /// <summary>Removes and returns the earliest item. The queue must not be empty.</summary>
    public T Take()
    {
        var first = _heap[0].Item;
        var last = _heap[--Count];
        _heap[Count] = default;
        var hole = 0;
        while (true)
        {
            var child = 2 * hole + 1;
            if (child >= Count) break;
            if (child + 1 < Count && _heap[child + 1].Due < _heap[child].Due) child++;
            if (_heap[child].Due >= last.Due) break;
            _heap[hole] = _heap[child];
            hole = child;
        }

        if (Count > 0) _heap[hole] = last;
        return first;
    }
}
