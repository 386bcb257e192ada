using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Metrics.Texts;

/// <summary>The texts of one table as numbers of a vocabulary that is shared with other tables; case does not count.</summary>
internal sealed class ComparedText
{
    private ComparedText(int[] tokens, int[] starts, int[] rows, string[] texts, int rowCount) => (Tokens, Starts, Rows, Texts, RowCount) = (tokens, starts, rows, texts, rowCount);

    /// <summary>All texts one after the other.</summary>
    public int[] Tokens { get; }

    /// <summary>Where each text begins, and the end.</summary>
    public int[] Starts { get; }

    /// <summary>The row of each text.</summary>
    public int[] Rows { get; }

    /// <summary>The texts in normal form.</summary>
    public string[] Texts { get; }

    /// <summary>Rows of the table.</summary>
    public int RowCount { get; }

    public int Count => Rows.Length;

    public ReadOnlySpan<int> this[int text] => Tokens.AsSpan(Starts[text], Starts[text + 1] - Starts[text]);

    public static ComparedText Of(Column column, Vocabulary vocabulary)
    {
        List<int> all = [], starts = [0], rows = [];
        var texts = new List<string>();
        var tokens = new List<TextToken>();
        for (int row = 0; row < column.Length; row++)
        {
            if (TextTokens.Normal(column.Format(row)) is not { } text)
                continue;
            TextTokens.Split(text, tokens);
            string lower = text.ToLowerInvariant();
            foreach (var token in tokens)
                all.Add(vocabulary.Add(TextTokens.Bare(token.In(lower))));
            starts.Add(all.Count);
            rows.Add(row);
            texts.Add(text);
        }

        return new ComparedText([.. all], [.. starts], [.. rows], [.. texts], column.Length);
    }

    /// <summary>By token the texts that have it.</summary>
    public int[] TextsOf(int vocabulary)
    {
        int[] texts = new int[vocabulary], last = new int[vocabulary];
        for (int t = 0; t < Count; t++)
        {
            foreach (int token in this[t])
            {
                if (last[token] != t + 1)
                    (texts[token], last[token]) = (texts[token] + 1, t + 1);
            }
        }

        return texts;
    }
}
