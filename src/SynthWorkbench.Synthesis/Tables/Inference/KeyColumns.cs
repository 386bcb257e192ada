using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Tables.Inference;

/// <summary>
/// Finds sets of two to four columns that together name a row (year, month, day, hour). A continuous column is unique by chance;
/// what marks a key is that its grid is hardly larger than the table, or that the columns are named as parts of keys.
/// </summary>
internal static partial class KeyColumns
{
    private const double NearlyUnique = 0.995;
    private const int MostCandidates = 16;

    /// <param name="names">The columns' names.</param>
    /// <param name="codes">Per column the numbers of its values in the first rows; -1 missing.</param>
    /// <param name="distinct">Per column the distinct values in those rows.</param>
    /// <param name="rows">The number of those rows.</param>
    public static ImmutableArray<KeyColumnSet> Find(IReadOnlyList<string> names, int[][] codes, int[] distinct, int rows)
    {
        if (rows < 50)
            return [];
        int[] candidates = [.. Enumerable.Range(0, names.Count)
            .Where(c => codes[c].Length > 0 && distinct[c] > 1 && distinct[c] < 0.9 * rows && codes[c].AsSpan(0, rows).Count(-1) == 0)
            .OrderByDescending(c => KeyName().IsMatch(names[c])).ThenByDescending(c => distinct[c]).Take(MostCandidates).Order()];
        var found = ImmutableArray.CreateBuilder<KeyColumnSet>();
        for (int size = 2; size <= 4 && found.Count == 0; size++)
        {
            foreach (int[] set in Combinations(candidates, size))
            {
                double grid = set.Aggregate(1.0, (g, c) => g * distinct[c]);
                bool named = set.All(c => KeyName().IsMatch(names[c]));
                if (grid < NearlyUnique * rows || (grid > 3.0 * rows && !named))
                    continue;
                double share = UniqueShare(set, codes, rows);
                if (share < NearlyUnique)
                    continue;
                string list = string.Join(", ", set.Select(c => names[c]));
                found.Add(new KeyColumnSet([.. set.Select(c => names[c])], share,
                    $"{list} together name {(share == 1 ? "every row" : $"{share:P1} of the rows")} of the first {rows:N0}: a key, not a set of independent features."));
            }
        }

        return found.ToImmutable();
    }

    private static double UniqueShare(int[] set, int[][] codes, int rows)
    {
        var seen = new HashSet<ulong>(rows);
        int repeats = 0, allowed = (int)(rows * (1 - NearlyUnique)) + 1;
        for (int row = 0; row < rows && repeats <= allowed; row++)
        {
            ulong key = 0;
            foreach (int c in set)
                key = RandomStream.Mix(key, (ulong)codes[c][row]);
            repeats += seen.Add(key) ? 0 : 1;
        }

        return 1.0 - (double)repeats / rows;
    }

    private static IEnumerable<int[]> Combinations(int[] items, int size)
    {
        int[] at = [.. Enumerable.Range(0, size)];
        if (items.Length < size)
            yield break;
        while (true)
        {
            yield return [.. at.Select(i => items[i])];
            int move = size - 1;
            while (move >= 0 && at[move] == items.Length - size + move)
                move--;
            if (move < 0)
                yield break;
            at[move]++;
            for (int i = move + 1; i < size; i++)
                at[i] = at[i - 1] + 1;
        }
    }

    [GeneratedRegex(@"(^|_|\b)(id|key|code|no|nr|number|year|month|day|hour|minute|week|quarter|date|time|seq|sequence|line|stint|round|visit|wave)$|ID$|Id$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyName();
}
