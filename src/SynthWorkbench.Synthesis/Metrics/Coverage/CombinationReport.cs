namespace SynthWorkbench.Synthesis.Metrics.Coverage;

/// <summary>Which combinations of segments of two and three columns the synthetic table reaches, and the largest real ones that it leaves empty. Serialisable as JSON.</summary>
public sealed record CombinationReport
{
    /// <summary>The columns that pairs are counted of: target, then columns that the recipe asks something of, then the others in the reference's order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>How many of the columns, from the first, triples are counted of.</summary>
    public required int TripleColumns { get; init; }

    /// <summary>Training rows from which a combination is counted and may be named.</summary>
    public required int LeastRows { get; init; }

    /// <summary>Combinations of two columns.</summary>
    public required CombinationReach Pairs { get; init; }

    /// <summary>Combinations of three columns.</summary>
    public required CombinationReach Triples { get; init; }

    /// <summary>Each pair of columns with a combination that counts.</summary>
    public required IReadOnlyList<PairReach> Grid { get; init; }

    /// <summary>
    /// Combinations of one to three segments that the synthetic table does not reach though three rows or more are expected, those expected most first; a combination within which a smaller one is empty
    /// already is not listed besides.
    /// </summary>
    public required IReadOnlyList<EmptyCombination> Empty { get; init; }

    /// <summary>Such combinations, of which the largest are listed.</summary>
    public required int EmptyCount { get; init; }

    /// <summary>What was left out to bound the work, in words; null where nothing was.</summary>
    public string? Limits { get; init; }

    /// <summary>What was found in one sentence.</summary>
    public string Finding()
    {
        int beyond = Empty.Count(e => e.IsBeyondChance);
        return beyond > 0 ? $"{(beyond == Empty.Count && EmptyCount > beyond ? "At least " : "")}{beyond:N0} {(beyond == 1 ? "combination" : "combinations")} that real rows would reach {(beyond == 1 ? "is" : "are")} empty: {Empty.First(e => e.IsBeyondChance).Words()} first."
            : EmptyCount > 0 ? $"No combination is empty beyond chance; {EmptyCount:N0} might be." : "Every combination that real rows would reach is reached.";
    }

    /// <summary>The report as lines of text: the finding, and at most so many empty combinations.</summary>
    public IEnumerable<string> Lines(int most)
    {
        yield return $"Combinations: {Finding()}";
        foreach (var empty in Empty.Take(most))
            yield return $"  {empty.Words()}: {empty.RealRows:N0} real rows, 0 synthetic, {empty.Expected:N1} expected{(empty.IsBeyondChance ? "" : " (may be chance)")}";
        if (EmptyCount > most)
            yield return $"  and {EmptyCount - Math.Min(most, Empty.Count):N0} more.";
        if (Limits is not null)
            yield return $"  {Limits}";
    }
}

/// <summary>How many combinations that occur in the reference are reached.</summary>
/// <param name="Cells">Combinations with the least number of training rows or more.</param>
/// <param name="Reached">Those with a synthetic row.</param>
/// <param name="Expected">Those that as many rows drawn at random from the training rows would reach on average.</param>
/// <param name="EqualRows">Rows of the smaller one of synthetic table and holdout, at which both are compared; 0 without a holdout.</param>
/// <param name="ReachedOfEqual">Combinations that so many of the synthetic rows reach, on average over all choices of them.</param>
/// <param name="HeldOfEqual">The same of unseen rows.</param>
public sealed record CombinationReach(int Cells, int Reached, double Expected, long EqualRows, double? ReachedOfEqual, double? HeldOfEqual)
{
    /// <summary>Share of the combinations that is reached; null where there are none.</summary>
    public double? Share() => Cells == 0 ? null : (double)Reached / Cells;
}

/// <summary>How much of two columns' combinations is reached.</summary>
/// <param name="First">A column.</param>
/// <param name="Second">Another one, after it in order.</param>
/// <param name="Cells">Combinations that count.</param>
/// <param name="Reached">Those with a synthetic row.</param>
/// <param name="Expected">Those that chance reaches on average.</param>
public sealed record PairReach(string First, string Second, int Cells, int Reached, double Expected);

/// <summary>A segment of a column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Words">The segment in the table's words, e.g. <c>age above 50</c>.</param>
/// <param name="When">The same as a row expression; null where a name or label cannot be written in one.</param>
public sealed record CellSegment(string Column, string Words, string? When);

/// <summary>A combination of the reference that no synthetic row has.</summary>
/// <param name="Segments">Its one to three segments.</param>
/// <param name="RealRows">Training rows that have it.</param>
/// <param name="Expected">Synthetic rows that would have it if it were as frequent as in the training rows.</param>
/// <param name="Chance">Probability that as many rows drawn at random from the training rows would leave it empty.</param>
/// <param name="IsBeyondChance">Whether that is so small that even the most unlucky of all combinations counted would rarely be empty (0.05 over their number, Bonferroni).</param>
public sealed record EmptyCombination(IReadOnlyList<CellSegment> Segments, int RealRows, double Expected, double Chance, bool IsBeyondChance)
{
    /// <summary>The combination in the table's words.</summary>
    public string Words() => string.Join(" and ", Segments.Select(s => s.Words));

    /// <summary>The combination as a row expression; null where a part of it cannot be written.</summary>
    public string? When() => Segments.Any(s => s.When is null) ? null : string.Join(" and ", Segments.Select(s => s.When));
}
