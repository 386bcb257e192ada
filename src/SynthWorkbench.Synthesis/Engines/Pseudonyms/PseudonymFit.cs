using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Pseudonyms;

/// <summary>
/// Numbers the real values of personal data that stand in enough rows, one number for a value in all columns of its kind and all tables of a fit, so that an engine can learn whose rows they are without their
/// names. The order of the numbers is that of a keyed hash whose key follows from the columns row by row: whoever lacks the training rows cannot number a list of names in the same way.
/// </summary>
/// <remarks>Pseudonymisation with a secret key: ENISA, "Pseudonymisation techniques and best practices" (2019), section 5.1.4 (HMAC). O(rows) a column.</remarks>
internal sealed class PseudonymFit
{
    /// <summary>Changes whenever the same fit would number other values.</summary>
    public const string Version = "2";

    /// <summary>The share of the rows with a value that must have a repeated one where the recipe does not ask for it.</summary>
    public const double FewestRepeats = 0.5;

    private readonly Dictionary<string, Dictionary<string, int>> _numbers;
    private readonly Dictionary<string, PseudonymKind> _kinds;

    private PseudonymFit(Dictionary<string, Dictionary<string, int>> numbers, Dictionary<string, PseudonymKind> kinds) => (_numbers, _kinds) = (numbers, kinds);

    /// <summary>Numbers the values of all tables together.</summary>
    public static PseudonymFit Of(IReadOnlyList<(ImmutableArray<PseudonymPlan> Plans, Table Rows)> tables)
    {
        byte[] key = KeyOf(tables);
        var columns = tables.SelectMany(t => t.Plans.Select(p => (Plan: p, Values: Counts(t.Rows[p.Column])))).ToList();
        var numbers = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        var kinds = new Dictionary<string, PseudonymKind>(StringComparer.Ordinal);
        foreach (var kind in columns.GroupBy(c => c.Plan.Kind, StringComparer.Ordinal))
        {
            var repeated = kind.Where(c => Judge(c.Plan, c.Values).IsLearned).SelectMany(c => c.Values.Where(v => v.Value >= c.Plan.Floor).Select(v => v.Key)).ToHashSet(StringComparer.Ordinal);
            numbers[kind.Key] = repeated.Select(v => (Value: v, Hash: Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(v))))).OrderBy(v => v.Hash, StringComparer.Ordinal)
                .Select((v, number) => (v.Value, number)).ToDictionary(v => v.Value, v => v.number, StringComparer.Ordinal);
            ulong filterKey = BitConverter.ToUInt64(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"filter {kind.Key}")));
            kinds[kind.Key] = new PseudonymKind(kind.Key, repeated.Count, RealValueFilter.Of(kind.SelectMany(c => c.Values.Keys).ToHashSet(StringComparer.Ordinal), filterKey),
                kind.First().Plan.Schema.Pii == PiiKind.PersonName ? RealValueFilter.Of(kind.SelectMany(c => c.Values.Keys).SelectMany(TextFit.WordsOf).ToHashSet(StringComparer.Ordinal), filterKey) : null);
        }

        return new PseudonymFit(numbers, kinds);
    }

    /// <summary>What a model keeps of a table's columns; null where it has none of personal data.</summary>
    public FittedPseudonyms? Fitted(ImmutableArray<PseudonymPlan> plans, Table rows)
    {
        if (plans.IsEmpty)
            return null;
        ImmutableArray<PseudonymColumn> columns = [.. plans.Select(p => Judge(p, Counts(rows[p.Column])))];
        return new FittedPseudonyms(columns, [.. columns.Where(c => c.IsLearned).Select(c => c.Kind).Distinct(StringComparer.Ordinal).Select(k => _kinds[k])]);
    }

    /// <summary>The columns that the engine learns: numbers, and one label for all that is rare.</summary>
    public IEnumerable<Column> Learned(FittedPseudonyms fitted, Table rows)
    {
        foreach (var column in fitted.Columns.Where(c => c.IsLearned))
        {
            var numbers = _numbers[column.Kind];
            var counts = Counts(rows[column.Column]);
            string[] repeated = [.. counts.Where(c => c.Value >= column.Floor).Select(c => c.Key).OrderBy(v => numbers[v])];
            var codeOf = repeated.Select((value, code) => (value, code)).ToDictionary(v => v.value, v => v.code, StringComparer.Ordinal);
            int[] codes = new int[rows.RowCount];
            for (int row = 0; row < codes.Length; row++)
                codes[row] = rows[column.Column].Format(row) is { } value ? codeOf.GetValueOrDefault(value, repeated.Length) : -1;
            string[] rare = counts.Count > repeated.Length ? [FittedPseudonyms.Rare] : [];
            yield return new CodedColumn(FittedPseudonyms.Learned(rows[column.Column].Schema), codes, [.. repeated.Select(v => numbers[v].ToString()), .. rare]);
        }
    }

    private static PseudonymColumn Judge(PseudonymPlan plan, Dictionary<string, int> counts)
    {
        long all = counts.Values.Sum(n => (long)n), repeated = counts.Values.Where(n => n >= plan.Floor).Sum(n => (long)n);
        int values = counts.Values.Count(n => n >= plan.Floor);
        double share = all == 0 ? 0 : (double)repeated / all;
        return new PseudonymColumn(plan.Column, plan.Kind, plan.Floor, values, share, values > 0 && (plan.IsAsked || share >= FewestRepeats));
    }

    private static Dictionary<string, int> Counts(Column column)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (column is CodedColumn coded)
        {
            int[] rows = new int[coded.Dictionary.Length];
            foreach (int code in coded.Codes)
            {
                if (code >= 0)
                    rows[code]++;
            }

            // Two codes may be one label, and a label may have lost its rows.
            for (int code = 0; code < rows.Length; code++)
            {
                if (rows[code] > 0)
                    counts[coded.Dictionary[code]] = counts.GetValueOrDefault(coded.Dictionary[code]) + rows[code];
            }

            return counts;
        }

        for (int row = 0; row < column.Length; row++)
        {
            if (column.Format(row) is { } value)
                counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        return counts;
    }

    /// <summary>Digests of datasets are shown to people, so the key is none of them: it is of the personal columns alone, in the order of the rows.</summary>
    private static byte[] KeyOf(IReadOnlyList<(ImmutableArray<PseudonymPlan> Plans, Table Rows)> tables)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("order of pseudonyms"u8);
        foreach (var (plans, rows) in tables)
        {
            foreach (var plan in plans)
            {
                var column = rows[plan.Column];
                for (int row = 0; row < column.Length; row++)
                    hash.AppendData(Encoding.UTF8.GetBytes((column.Format(row) ?? "\u0001") + "\u0000"));
            }
        }

        return hash.GetHashAndReset();
    }
}
