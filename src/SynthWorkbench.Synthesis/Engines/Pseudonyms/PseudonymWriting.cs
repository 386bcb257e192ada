using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Pseudonyms;

/// <summary>Writes made-up values in the place of numbers, and reads them back: columns of personal data of a plan under a seed.</summary>
internal sealed class PseudonymWriting
{
    /// <summary>Times that a value which is real, or somebody's already, is made up anew.</summary>
    private const int MostRounds = 64;

    private readonly ImmutableArray<PseudonymPlan> _plans;
    private readonly ImmutableDictionary<string, PseudonymTable> _tables;

    /// <summary>Prepares the columns of a plan.</summary>
    /// <param name="plans">The columns.</param>
    /// <param name="fitted">What the model knows of them; null where it learned none.</param>
    /// <param name="seed">The seed that made-up values follow from.</param>
    /// <exception cref="GenerationRefusedException">There are not so many made-up values.</exception>
    public PseudonymWriting(ImmutableArray<PseudonymPlan> plans, FittedPseudonyms? fitted, ulong seed)
    {
        _plans = plans;
        var byKind = (fitted?.Kinds ?? []).ToDictionary(k => k.Kind, k => k.TableOf(seed), StringComparer.Ordinal);
        _tables = plans.Where(p => fitted?.Has(p.Column) == true).ToImmutableDictionary(p => p.Column, p => byKind[p.Kind], StringComparer.Ordinal);
    }

    /// <summary>The columns as they are written.</summary>
    /// <param name="learned">The model's columns of the rows; null where it has none.</param>
    /// <param name="seed">The seed of the rows.</param>
    /// <param name="block">Their block.</param>
    /// <param name="attempt">Their attempt.</param>
    /// <param name="rows">How many they are.</param>
    public IEnumerable<Column> Write(Table? learned, ulong seed, long block, int attempt, int rows)
    {
        foreach (var plan in _plans)
            yield return _tables.TryGetValue(plan.Column, out var table) ? Written(plan, table, (CodedColumn)learned![plan.Column], seed, block, attempt) : plan.Provider.SampleBlock(seed, block, attempt, rows);
    }

    private static CodedColumn Written(PseudonymPlan plan, PseudonymTable table, CodedColumn numbers, ulong seed, long block, int attempt)
    {
        string?[] values = new string?[numbers.Length];
        var rare = new List<int>();
        int[] numberOf = [.. numbers.Dictionary.Select(l => l == FittedPseudonyms.Rare ? -1 : int.Parse(l))];
        for (int row = 0; row < values.Length; row++)
        {
            int code = numbers.Codes[row];
            if (code >= 0 && numberOf[code] >= 0)
                values[row] = table.Values[numberOf[code]];
            else if (code >= 0)
                rare.Add(row);
        }

        for (int round = 0; rare.Count > 0; round++)
        {
            if (round == MostRounds)
                throw new GenerationRefusedException($"The rule '{plan.Kind}' of '{plan.Column}' makes up hardly a value that is neither real nor somebody's already. Raise the column's floor, or replace it by a rule such as pattern or uuid.");
            var drawn = plan.Provider.SampleBlock(RandomStream.Mix(seed, (ulong)round), block, attempt, rare.Count);
            var again = new List<int>();
            for (int i = 0; i < rare.Count; i++)
            {
                string value = drawn.Format(i)!;
                if (table.NumberOf(value) >= 0 || table.Real.MayHave(value))
                    again.Add(rare[i]);
                else
                    values[rare[i]] = value;
            }

            rare = again;
        }

        return Coded(plan.Provider.Schema, values);
    }

    private static CodedColumn Coded(ColumnSchema schema, string?[] values)
    {
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] codes = Array.ConvertAll(values, v =>
        {
            if (v is null)
                return -1;
            if (!codeOf.TryGetValue(v, out int code))
                codeOf[v] = code = codeOf.Count;
            return code;
        });
        return new CodedColumn(schema, codes, [.. codeOf.Keys]);
    }

    /// <summary>Rows that were written, with the numbers that the model knows: whatever is nobody's made-up value counts as rare.</summary>
    public IEnumerable<Column> Numbered(Table rows)
    {
        foreach (var plan in _plans.Where(p => _tables.ContainsKey(p.Column)))
        {
            var table = _tables[plan.Column];
            yield return Coded(FittedPseudonyms.Learned(plan.Schema), [.. Enumerable.Range(0, rows.RowCount)
                .Select(row => rows[plan.Column].Format(row) is not { } value ? null : table.NumberOf(value) is >= 0 and var number ? number.ToString() : FittedPseudonyms.Rare)]);
        }
    }

    /// <summary>Why no row meets what an expression asks of a replaced column, and the way out; null where some may. Real names are treated as any others that nobody has.</summary>
    public string? RefusalOf(string when)
    {
        foreach (var part in RowExpression.Parse(when).Expression!.Conjuncts.Where(p => p.Columns is [var column] && _tables.ContainsKey(column)))
        {
            var values = _tables[part.Columns[0]].Values;
            if (!part.Evaluate(_ => CellValue.Missing).IsTrue && values.All(v => !part.Evaluate(_ => CellValue.Of(v)).IsTrue))
                return $"No row can meet '{when}': the values of '{part.Columns[0]}' are made up, and '{part.Text.Trim()}' names none of them. Name made-up ones, such as {string.Join(" or ", values.Take(3).Select(v => $"'{v}'"))} (they follow from the recipe's seed), or ask for values of other columns.";
        }

        return null;
    }
}
