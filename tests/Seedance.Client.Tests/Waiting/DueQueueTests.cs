using Seedance.Waiting;

namespace Seedance.Client.Tests.Waiting;

public sealed class DueQueueTests
{
    [Fact]
    public void Take_returns_the_earliest_item_regardless_of_the_order_of_Add()
    {
        var random = new Random(3);
        var queue = new DueQueue<int>();
        var inside = new List<int>();
        for (var step = 0; step < 20_000; step++)
        {
            if (random.Next(5) > 1 || inside.Count == 0)
            {
                var due = random.Next(1000);
                inside.Add(due);
                queue.Add(TimeSpan.FromSeconds(due), due);
            }
            else
            {
                var earliest = inside.Min();
                Assert.Equal(TimeSpan.FromSeconds(earliest), queue.NextDue);
                Assert.Equal(earliest, queue.Take());
                inside.Remove(earliest);
            }

            Assert.Equal(inside.Count, queue.Count);
        }
    }
}
