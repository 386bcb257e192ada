namespace SynthWorkbench.Numerics.Agreement.Latent;

/// <summary>One label that a rater gave to an item; each is an index from 0.</summary>
public readonly record struct LabelVote(int Item, int Rater, int Label);

/// <summary>How often a rater gave a label to one item.</summary>
internal readonly record struct VoteCount(int Rater, int Label, int Count);

/// <summary>
/// Votes of raters on items, one label each of a nominal scale. Sparse: a rater may vote on any items, and on an item several times. Votes are kept in one order, so that the order in which they come changes no bit
/// of what is computed from them.
/// </summary>
public sealed class LabelVotes
{
    private readonly int[] _start;
    private readonly VoteCount[] _counts;

    /// <summary>Sorts and counts the votes: O(votes log votes).</summary>
    /// <param name="items">Number of items, at least 0.</param>
    /// <param name="raters">Number of raters, at least 0.</param>
    /// <param name="labels">Number of labels of the declared scale, used or not, at least 1.</param>
    /// <param name="votes">Votes with indices below those numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or an index is outside its range.</exception>
    public LabelVotes(int items, int raters, int labels, IEnumerable<LabelVote> votes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentOutOfRangeException.ThrowIfNegative(raters);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        ArgumentNullException.ThrowIfNull(votes);
        (Items, Raters, Labels) = (items, raters, labels);
        LabelVote[] sorted = [.. votes];
        foreach (var vote in sorted)
        {
            if ((uint)vote.Item >= (uint)items || (uint)vote.Rater >= (uint)raters || (uint)vote.Label >= (uint)labels)
                throw new ArgumentOutOfRangeException(nameof(votes), vote, $"Indices are below {items} items, {raters} raters and {labels} labels.");
        }

        Array.Sort(sorted, static (a, b) => a.Item != b.Item ? a.Item.CompareTo(b.Item) : a.Rater != b.Rater ? a.Rater.CompareTo(b.Rater) : a.Label.CompareTo(b.Label));
        Count = sorted.Length;
        _start = new int[items + 1];
        var counts = new List<VoteCount>(sorted.Length);
        for (int i = 0, item = 0; item < items; item++)
        {
            _start[item] = counts.Count;
            for (; i < sorted.Length && sorted[i].Item == item; i++)
            {
                var last = counts.Count > _start[item] ? counts[^1] : new VoteCount(-1, -1, 0);
                if (last.Rater == sorted[i].Rater && last.Label == sorted[i].Label)
                    counts[^1] = last with { Count = last.Count + 1 };
                else
                    counts.Add(new VoteCount(sorted[i].Rater, sorted[i].Label, 1));
            }
        }

        _start[items] = counts.Count;
        _counts = [.. counts];
    }

    /// <summary>Number of items.</summary>
    public int Items { get; }

    /// <summary>Number of raters.</summary>
    public int Raters { get; }

    /// <summary>Number of labels of the scale.</summary>
    public int Labels { get; }

    /// <summary>Number of votes.</summary>
    public int Count { get; }

    /// <summary>Indexes named votes; names are in ordinal order, so that the order of the votes is irrelevant. O(votes log votes).</summary>
    /// <param name="votes">Item, rater and label of each vote.</param>
    /// <param name="labels">The declared scale; where null, the labels that occur.</param>
    /// <exception cref="ArgumentException">A label is not in the declared scale.</exception>
    public static NamedVotes Of(IEnumerable<(string Item, string Rater, string Label)> votes, IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(votes);
        (string Item, string Rater, string Label)[] all = [.. votes];
        string[] items = [.. all.Select(v => v.Item).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] raters = [.. all.Select(v => v.Rater).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] scale = labels is null ? [.. all.Select(v => v.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [.. labels];
        var (item, rater, label) = (Index(items), Index(raters), Index(scale));
        foreach (var vote in all)
        {
            if (!label.ContainsKey(vote.Label))
                throw new ArgumentException($"The label '{vote.Label}' is not in the declared scale.", nameof(votes));
        }

        return new NamedVotes(
            new LabelVotes(items.Length, raters.Length, Math.Max(1, scale.Length), all.Select(v => new LabelVote(item[v.Item], rater[v.Rater], label[v.Label]))), items, raters, scale);

        static Dictionary<string, int> Index(string[] names) => names.Select((name, index) => (name, index)).ToDictionary(n => n.name, n => n.index, StringComparer.Ordinal);
    }

    /// <summary>The share of each label among the votes of each item, items x labels; equal shares for an item without votes.</summary>
    public double[][] Shares()
    {
        double[][] shares = new double[Items][];
        for (int item = 0; item < Items; item++)
        {
            double[] share = shares[item] = new double[Labels];
            double total = 0;
            foreach (var vote in Of(item))
            {
                share[vote.Label] += vote.Count;
                total += vote.Count;
            }

            for (int label = 0; label < Labels; label++)
                share[label] = total > 0 ? share[label] / total : 1.0 / Labels;
        }

        return shares;
    }

    /// <summary>Number of votes of each rater.</summary>
    public int[] VotesOfRaters()
    {
        int[] votes = new int[Raters];
        foreach (var vote in _counts)
            votes[vote.Rater] += vote.Count;
        return votes;
    }

    /// <summary>The votes of an item, by rater and label.</summary>
    internal ReadOnlySpan<VoteCount> Of(int item) => _counts.AsSpan(_start[item].._start[item + 1]);

    /// <summary>Why no model of raters can be fitted and what to do about it; null when one can.</summary>
    internal string? Lacking()
    {
        if (Count == 0)
            return "There are no votes: let at least three raters label the same items.";
        if (_counts.Select(v => v.Rater).Distinct().Skip(1).FirstOrDefault(-1) < 0)
            return "All votes are of one rater: errors show only beside the votes of others; let at least two more raters label the same items.";
        if (_counts.Select(v => v.Label).Distinct().Skip(1).FirstOrDefault(-1) < 0)
            return "Every vote names the same label: raters differ only where labels do; add items of other classes.";
        for (int item = 0; item < Items; item++)
        {
            var votes = Of(item);
            if (votes.Length > 0 && votes[0].Rater != votes[^1].Rater)
                return null;
        }

        return "No item has votes of two raters: errors show only beside the votes of others; let raters label items in common.";
    }

    /// <summary>What weakens a fit that is possible; null when nothing does.</summary>
    internal string? Caution(bool converged, int iterations)
    {
        var said = new List<string>();
        int voters = VotesOfRaters().Count(v => v > 0);
        if (voters < Raters)
            said.Add($"{Raters - voters} of {Raters} raters {(Raters - voters == 1 ? "has" : "have")} no votes, and nothing is known of them: give them items that others label too.");
        if (voters == 2)
            said.Add("Only two raters voted: where they differ nothing but their habits says who is right; add a third.");
        if (!converged)
            said.Add($"The fit had not settled after {iterations} iterations: allow more, or smooth.");
        return said.Count == 0 ? null : string.Join(' ', said);
    }
}

/// <summary>Votes with the names that their indices stand for.</summary>
/// <param name="Votes">The indexed votes.</param>
/// <param name="Items">Name of each item.</param>
/// <param name="Raters">Name of each rater.</param>
/// <param name="Labels">Name of each label.</param>
public sealed record NamedVotes(LabelVotes Votes, IReadOnlyList<string> Items, IReadOnlyList<string> Raters, IReadOnlyList<string> Labels);

/// <summary>Arithmetic that the models of raters share.</summary>
internal static class Posteriors
{
    /// <summary>Turns logarithms into shares that sum to 1, in place, and returns the logarithm of their sum.</summary>
    public static double Normalise(Span<double> logs)
    {
        double most = double.NegativeInfinity, sum = 0;
        foreach (double value in logs)
            most = Math.Max(most, value);
        if (double.IsNegativeInfinity(most))
        {
            logs.Fill(1.0 / logs.Length);
            return most;
        }

        for (int i = 0; i < logs.Length; i++)
            sum += logs[i] = Math.Exp(logs[i] - most);
        for (int i = 0; i < logs.Length; i++)
            logs[i] /= sum;
        return most + Math.Log(sum);
    }

    /// <summary>The most probable label of each item; the first of equals.</summary>
    public static int[] MostLikely(double[][] posterior) => Array.ConvertAll(posterior, p => Array.IndexOf(p, p.Max()));
}
