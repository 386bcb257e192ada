using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Synthesis.Metrics.Coverage;

/// <summary>
/// Pairs and triples of segments that occur in the training rows: how many the synthetic table reaches, how many chance would reach with as many rows, and which are left empty. A combination counts from
/// <see cref="LeastRows"/> training rows on, so that none tells of a single person. O(rows x triples of columns), counted in arrays.
/// </summary>
/// <remarks>
/// Combinatorial coverage of a data set: Kuhn, Kacker and Lei, "Combinatorial coverage measurement", NISTIR 7878 (2012). Reach of fewer rows than there are: rarefaction, Hurlbert, "The nonconcept of species diversity", Ecology 52
/// (1971).
/// </remarks>
public static class CombinationCoverage
{
    /// <summary>Training rows from which a combination is counted and named.</summary>
    public const int LeastRows = 10;

    /// <summary>Columns of which pairs and triples are counted at most, and combinations listed at most.</summary>
    internal const int MostColumns = 24, MostTripleColumns = 12, MostListed = 40;

    /// <summary>Expected synthetic rows from which an empty combination is listed: below, real rows leave one in twenty empty.</summary>
    private const double LeastExpected = 3;

    private const double Level = 0.05;

    /// <summary>The columns that a recipe asks something of: its target first, then those of conditions, rebalanced labels and boosts.</summary>
    public static IReadOnlyList<string> AskedBy(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return [.. new[] { recipe.Objective.Target }.OfType<string>().Concat(recipe.Conditions.SelectMany(c => ColumnsOf(c.When))).Concat(recipe.Rebalance.Select(r => r.Column)).Concat(recipe.Boosts.SelectMany(b => ColumnsOf(b.When))).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Counts. Columns of dates and those with one segment are left out; null where fewer than two are left or a table has no row.</summary>
    /// <param name="columns">The training rows against the synthetic ones.</param>
    /// <param name="held">The training rows against unseen ones; null without a holdout.</param>
    /// <param name="first">Columns that are counted before the others where there are more than can be.</param>
    public static CombinationReport? Of(IReadOnlyList<ComparedColumn> columns, IReadOnlyList<ComparedColumn>? held, IReadOnlyList<string> first)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(first);
        var all = columns.OrderBy(c => Place(first, c.Name)).Select(c => SegmentedColumn.Of(c, held?.FirstOrDefault(h => h.Name == c.Name))).OfType<SegmentedColumn>().ToList();
        var used = all.Take(MostColumns).ToArray();
        if (used.Length < 2 || used[0].Real.Length == 0 || used[0].Synthetic.Length == 0)
            return null;
        var counting = new Counting(used, held is not null && used.All(u => u.Held is { Length: > 0 }));
        return counting.Report(all.Count);
    }

    private static int Place(IReadOnlyList<string> first, string column) => first.Contains(column, StringComparer.Ordinal) ? first.ToList().IndexOf(column) : first.Count;

    private static IEnumerable<string> ColumnsOf(string when) => RowExpression.Parse(when).Expression?.Columns ?? [];

    /// <summary>Combinations of one choice of columns, and what is reached of them.</summary>
    private sealed record Part(int[] Columns, int Cells, int Reached, double Expected, double OfEqual, double Held, List<(int Cell, int Real)> Empty);

    private sealed class Counting(SegmentedColumn[] columns, bool hasHeld)
    {
        private readonly int _rows = columns[0].Real.Length, _drawn = columns[0].Synthetic.Length;
        private readonly long _equal = hasHeld ? Math.Min(columns[0].Synthetic.Length, columns[0].Held!.Length) : 0;

        public CombinationReport Report(int available)
        {
            int triple = Math.Min(columns.Length, MostTripleColumns);
            Part[] singles = Count([.. Enumerable.Range(0, columns.Length).Select(a => new[] { a })]);
            Part[] pairs = Count([.. ColumnGroups.Pairs(columns.Length, int.MaxValue).Select(p => new[] { p.A, p.B })]);
            Part[] triples = Count([.. ColumnGroups.Triples(triple, int.MaxValue).Select(t => new[] { t.A, t.B, t.C })]);
            int cells = singles.Concat(pairs).Concat(triples).Sum(p => p.Cells);
            var empty = Empty(singles, pairs, triples).Select(e => (e.Part, e.Cell, e.Real, Expected: (double)e.Real * _drawn / _rows)).Where(e => e.Expected >= LeastExpected)
                .Select(e => new EmptyCombination([.. SegmentsOf(e.Part, e.Cell)], e.Real, e.Expected, Missed(e.Real), Missed(e.Real) < Level / cells)).ToList();
            return new CombinationReport
            {
                Columns = [.. columns.Select(NameOf)],
                TripleColumns = triple,
                LeastRows = LeastRows,
                Pairs = Reach(pairs),
                Triples = Reach(triples),
                Grid = [.. pairs.Where(p => p.Cells > 0).Select(p => new PairReach(NameOf(columns[p.Columns[0]]), NameOf(columns[p.Columns[1]]), p.Cells, p.Reached, p.Expected))],
                Empty = [.. empty.OrderByDescending(e => e.RealRows).ThenBy(e => e.Segments.Count).ThenBy(e => e.Words(), StringComparer.Ordinal).Take(MostListed)],
                EmptyCount = empty.Count,
                Limits = Limits(available, triple),
            };
        }

        private string? Limits(int available, int triple)
        {
            var limits = new List<string>();
            if (available > columns.Length)
                limits.Add($"pairs of the first {columns.Length} of {available} columns");
            if (columns.Length > triple)
                limits.Add($"triples of the first {triple} columns");
            if (columns.Any(c => c.IsCut))
                limits.Add($"the most frequent labels of {string.Join(", ", columns.Where(c => c.IsCut).Select(NameOf))}");
            return limits.Count == 0 ? null : $"Only {string.Join("; ", limits)}.";
        }

        private Part[] Count(int[][] choices)
        {
            var parts = new Part[choices.Length];
            Parallel.For(0, parts.Length, i => parts[i] = Count(choices[i]));
            return parts;
        }

        private Part Count(int[] chosen)
        {
            int[] sizes = [.. chosen.Select(c => columns[c].Segments.Length)];
            int[] real = Count(chosen, sizes, c => c.Real), drawn = Count(chosen, sizes, c => c.Synthetic), held = hasHeld ? Count(chosen, sizes, c => c.Held!) : [];
            int cells = 0, reached = 0;
            double expected = 0, ofEqual = 0, ofHeld = 0;
            var empty = new List<(int, int)>();
            for (int cell = 0; cell < real.Length; cell++)
            {
                if (real[cell] < LeastRows || !IsNamed(cell, sizes))
                    continue;
                cells++;
                expected += 1 - Missed(real[cell]);
                if (drawn[cell] > 0)
                    reached++;
                else
                    empty.Add((cell, real[cell]));
                if (hasHeld)
                {
                    ofEqual += Rarefied(drawn[cell], _drawn, _equal);
                    ofHeld += Rarefied(held[cell], columns[0].Held!.Length, _equal);
                }
            }

            return new Part(chosen, cells, reached, expected, ofEqual, ofHeld, empty);
        }

        private static int[] Count(int[] chosen, int[] sizes, Func<SegmentedColumn, int[]> codes, SegmentedColumn[] of)
        {
            int[] counts = new int[sizes.Aggregate(1, (a, b) => a * b)];
            int[][] by = [.. chosen.Select(c => codes(of[c]))];
            int[] first = by[0], second = by.Length > 1 ? by[1] : first, third = by.Length > 2 ? by[2] : first;
            int s = sizes.Length > 1 ? sizes[1] : 0, t = sizes.Length > 2 ? sizes[2] : 0;
            for (int row = 0; row < first.Length; row++)
                counts[by.Length == 1 ? first[row] : by.Length == 2 ? first[row] * s + second[row] : (first[row] * s + second[row]) * t + third[row]]++;
            return counts;
        }

        private int[] Count(int[] chosen, int[] sizes, Func<SegmentedColumn, int[]> codes) => Count(chosen, sizes, codes, columns);

        private static bool IsNamed(int cell, int[] sizes) => Codes(cell, sizes).All(code => code > 0);

        /// <summary>The segment of each column in a cell.</summary>
        private static int[] Codes(int cell, int[] sizes)
        {
            int[] codes = new int[sizes.Length];
            for (int i = sizes.Length - 1; i >= 0; i--)
                (cell, codes[i]) = Math.DivRem(cell, sizes[i]);
            return codes;
        }

        private IEnumerable<CellSegment> SegmentsOf(Part part, int cell) => Codes(cell, [.. part.Columns.Select(c => columns[c].Segments.Length)]).Select((code, i) => columns[part.Columns[i]].Segments[code]!);

        /// <summary>Empty combinations none of whose parts is empty already.</summary>
        private IEnumerable<(Part Part, int Cell, int Real)> Empty(Part[] singles, Part[] pairs, Part[] triples)
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var part in singles.Concat(pairs).Concat(triples))
            {
                int[] sizes = [.. part.Columns.Select(c => columns[c].Segments.Length)];
                foreach (var (cell, real) in part.Empty)
                {
                    (int Column, int Code)[] own = [.. part.Columns.Zip(Codes(cell, sizes))];
                    bool isWithin = own.Any(o => known.Contains(Key([o]))) || (own.Length == 3 && Enumerable.Range(0, 3).Any(leftOut => known.Contains(Key([.. own.Where((_, i) => i != leftOut)]))));
                    if (isWithin)
                        continue;
                    known.Add(Key(own));
                    yield return (part, cell, real);
                }
            }

            static string Key((int Column, int Code)[] segments) => string.Join(',', segments.Select(s => $"{s.Column}:{s.Code}"));
        }

        private CombinationReach Reach(Part[] parts) => new(parts.Sum(p => p.Cells), parts.Sum(p => p.Reached), parts.Sum(p => p.Expected), _equal, hasHeld ? parts.Sum(p => p.OfEqual) : null, hasHeld ? parts.Sum(p => p.Held) : null);

        /// <summary>The probability that no row of as many as are synthetic has a combination, drawn at random from the training rows.</summary>
        private double Missed(int real) => real >= _rows ? 0 : Math.Exp(_drawn * Math.Log(1 - (double)real / _rows));

        private static string NameOf(SegmentedColumn column) => column.Segments[1]!.Column;
    }

    /// <summary>The probability that <paramref name="chosen"/> of <paramref name="rows"/> rows, drawn without return, hold one of <paramref name="having"/> rows.</summary>
    internal static double Rarefied(int having, long rows, long chosen)
    {
        double none = 1;
        for (int i = 0; i < having && none > 1e-12; i++)
            none *= Math.Max(0, rows - chosen - i) / (double)(rows - i);
        return 1 - none;
    }
}
