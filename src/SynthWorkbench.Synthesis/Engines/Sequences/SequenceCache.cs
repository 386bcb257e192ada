using System.Globalization;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>
/// Keeps what a later block needs of an earlier one. What it returns does not depend on what it holds: a model stays immutable to its callers. Safe for use by many threads; blocks of one chain are
/// drawn by one of them at a time.
/// </summary>
internal sealed class SequenceCache
{
    private const int MostChains = 4, MostTables = 32;

    private readonly Lock _gate = new();
    private readonly List<Passed> _chains = [];
    private readonly List<(string Key, long Page, Lazy<Table> Rows)> _pages = [];

    private sealed record Passed(string Key)
    {
        public Lock Gate { get; } = new();

        /// <summary>The memory at the end of each block.</summary>
        public List<SequenceMemory> Ends { get; } = [];

        public List<(long Block, Table Rows)> Tables { get; } = [];
    }

    /// <summary>A page, drawn once for the blocks that lie in it.</summary>
    public Table Page(ulong seed, long page, SamplingControls controls, Func<Table> draw)
    {
        string key = KeyOf(seed, controls);
        Lazy<Table> rows;
        lock (_gate)
        {
            int at = _pages.FindIndex(p => p.Key == key && p.Page == page);
            rows = at >= 0 ? _pages[at].Rows : new Lazy<Table>(draw);
            if (at >= 0)
                _pages.RemoveAt(at);
            _pages.Add((key, page, rows));
            if (_pages.Count > MostChains)
                _pages.RemoveAt(0);
        }

        return rows.Value;
    }

    /// <summary>A block of a chain; <paramref name="draw"/> draws the block that follows an end of the one before it.</summary>
    public Table Chain(ulong seed, long block, SamplingControls controls, Func<long, SequenceMemory?, (Table Rows, SequenceMemory End)> draw)
    {
        Passed chain;
        string key = KeyOf(seed, controls);
        lock (_gate)
        {
            int at = _chains.FindIndex(c => c.Key == key);
            chain = at >= 0 ? _chains[at] : new Passed(key);
            if (at >= 0)
                _chains.RemoveAt(at);
            _chains.Add(chain);
            if (_chains.Count > MostChains)
                _chains.RemoveAt(0);
        }

        lock (chain.Gate)
        {
            while (chain.Ends.Count <= block)
            {
                var (rows, end) = draw(chain.Ends.Count, chain.Ends.LastOrDefault());
                chain.Tables.Add((chain.Ends.Count, rows));
                chain.Ends.Add(end);
                if (chain.Tables.Count > MostTables)
                    chain.Tables.RemoveAt(0);
            }

            return chain.Tables.Find(t => t.Block == block).Rows ?? draw(block, block == 0 ? null : chain.Ends[(int)block - 1]).Rows;
        }
    }

    /// <summary>The controls by value: they hold a set that is compared by reference.</summary>
    private static string KeyOf(ulong seed, SamplingControls controls) => string.Create(CultureInfo.InvariantCulture,
        $"{seed} {controls.Realism:R} {controls.Coverage:R} {string.Join(' ', controls.ColumnRealism.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value:R}"))}");
}
