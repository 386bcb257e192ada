namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>
/// How much more often a word is written in rows of a class than in others: the few columns that say most of the words, and for each class and word a factor. Factors of several columns are multiplied,
/// for each column is learned against what those before it explain already.
/// </summary>
/// <remarks>Unigram adaptation by dynamic marginals: Kneser, Peters and Klakow, "Language model adaptation using dynamic marginals" (Eurospeech 1997). Columns are chosen by mutual information with the
/// presence of the most frequent words, less what chance gives ((classes - 1) / 2 rows of each word; Miller, 1955).</remarks>
internal sealed class TextSegments
{
    private const int MostColumns = 3, JudgedWords = 400;

    /// <summary>Rows whose worth of expectation is added to each count.</summary>
    private const double Prior = 5;

    private const double MostFactor = 40;

    /// <summary>Numbers kept for tuples of classes while learning; a column that would need more is not chosen beside those before it.</summary>
    private const long MostNumbers = 20_000_000;

    public TextSegments(SegmentColumn[] columns, float[][] factors) => (Columns, Factors) = (columns, factors);

    public SegmentColumn[] Columns { get; }

    /// <summary>By column, then class by class the factor of each word.</summary>
    public float[][] Factors { get; }

    /// <summary>Learns the factors.</summary>
    /// <param name="candidates">Columns that may be chosen, with the class of every row.</param>
    /// <param name="words">Numbers of the words of each row, each once; of rows with a text only.</param>
    /// <param name="rowOf">The row of each text.</param>
    /// <param name="count">Words in all.</param>
    /// <param name="floor">Rows below which a word of a class counts as nothing known.</param>
    public static TextSegments Of(IReadOnlyList<(SegmentColumn Column, int[] Codes)> candidates, int[][] words, int[] rowOf, int count, int floor)
    {
        int texts = words.Length;
        double[] rows = new double[count];
        foreach (int[] text in words)
        {
            foreach (int w in text)
                rows[w]++;
        }

        int[] judged = [.. Enumerable.Range(0, count).Where(w => rows[w] > 0).OrderByDescending(w => rows[w]).ThenBy(w => w).Take(JudgedWords)];
        var chosen = candidates.Select(c => (c.Column, c.Codes, Score: Score(c.Column, c.Codes, words, rowOf, rows, judged))).Where(c => c.Score > 0).OrderByDescending(c => c.Score).Take(MostColumns).ToArray();
        var factors = new float[chosen.Length][];
        // What rows of one tuple of classes of the columns before are expected to say.
        int[] tuple = new int[texts];
        var tuples = new List<float[]?> { null };
        for (int c = 0; c < chosen.Length; c++)
        {
            var (column, codes, _) = chosen[c];
            factors[c] = FactorsOf(column, codes, words, rowOf, rows, tuple, tuples, floor);
            if (c + 1 < chosen.Length && (long)tuples.Count * column.Classes * count > MostNumbers && TuplesOf(codes, rowOf, tuple) * (long)count > MostNumbers)
                return new TextSegments([.. chosen.Take(c + 1).Select(k => k.Column)], factors[..(c + 1)]);
            if (c + 1 < chosen.Length)
                Refine(column, codes, rowOf, factors[c], count, tuple, tuples);
        }

        return new TextSegments([.. chosen.Select(c => c.Column)], factors);
    }

    private static double Score(SegmentColumn column, int[] codes, int[][] words, int[] rowOf, double[] rows, int[] judged)
    {
        int classes = column.Classes, texts = words.Length;
        int[] place = new int[rows.Length];
        for (int j = 0; j < judged.Length; j++)
            place[judged[j]] = j + 1;
        double[] size = new double[classes], joint = new double[classes * judged.Length];
        for (int t = 0; t < texts; t++)
        {
            int code = codes[rowOf[t]];
            size[code]++;
            foreach (int w in words[t])
            {
                if (place[w] > 0)
                    joint[code * judged.Length + place[w] - 1]++;
            }
        }

        int present = size.Count(s => s > 0);
        double information = 0;
        for (int j = 0; j < judged.Length; j++)
        {
            double p = rows[judged[j]] / texts;
            for (int x = 0; x < classes; x++)
            {
                if (size[x] > 0)
                    information += size[x] / texts * (Divergence(joint[x * judged.Length + j] / size[x], p) + Divergence(1 - joint[x * judged.Length + j] / size[x], 1 - p));
            }
        }

        double chance = judged.Length * (present - 1) / (2.0 * texts);
        return information - chance - 4 * Math.Sqrt(judged.Length * (present - 1) / 2.0) / texts;
    }

    private static double Divergence(double p, double q) => p <= 0 || q <= 0 ? 0 : p * Math.Log(p / q);

    private static float[] FactorsOf(SegmentColumn column, int[] codes, int[][] words, int[] rowOf, double[] rows, int[] tuple, List<float[]?> tuples, int floor)
    {
        int classes = column.Classes, count = rows.Length;
        double[] seen = new double[classes * count], expected = new double[classes * count];
        var sizes = new Dictionary<(int Class, int Tuple), int>();
        for (int t = 0; t < words.Length; t++)
        {
            int code = codes[rowOf[t]];
            foreach (int w in words[t])
                seen[code * count + w]++;
            sizes[(code, tuple[t])] = sizes.GetValueOrDefault((code, tuple[t])) + 1;
        }

        foreach (var ((code, of), size) in sizes.OrderBy(s => s.Key.Class).ThenBy(s => s.Key.Tuple))
        {
            float[]? known = tuples[of];
            for (int w = 0; w < count; w++)
                expected[code * count + w] += size * rows[w] / words.Length * (known?[w] ?? 1);
        }

        float[] factors = new float[classes * count];
        for (int i = 0; i < factors.Length; i++)
        {
            // Below the floor a count is not told apart from others below it.
            double found = seen[i] >= floor ? seen[i] : Math.Min(expected[i], floor / 2.0);
            factors[i] = (float)Math.Clamp((found + Prior) / (expected[i] + Prior), 1 / MostFactor, MostFactor);
        }

        return factors;
    }

    private static int TuplesOf(int[] codes, int[] rowOf, int[] tuple) => tuple.Select((t, i) => (t, codes[rowOf[i]])).Distinct().Count();

    private static void Refine(SegmentColumn column, int[] codes, int[] rowOf, float[] factors, int count, int[] tuple, List<float[]?> tuples)
    {
        var next = new List<float[]?>();
        var numbers = new Dictionary<(int Tuple, int Class), int>();
        for (int t = 0; t < tuple.Length; t++)
        {
            var key = (tuple[t], codes[rowOf[t]]);
            if (!numbers.TryGetValue(key, out int number))
            {
                numbers[key] = number = next.Count;
                float[]? before = tuples[key.Item1];
                float[] now = new float[count];
                for (int w = 0; w < count; w++)
                    now[w] = factors[key.Item2 * count + w] * (before?[w] ?? 1);
                next.Add(now);
            }

            tuple[t] = number;
        }

        tuples.Clear();
        tuples.AddRange(next);
    }

    /// <summary>The factors of a row whose classes are given; null where no column was chosen.</summary>
    public float[]? Weigh(ReadOnlySpan<int> classes, int count)
    {
        if (Columns.Length == 0)
            return null;
        float[] weights = new float[count];
        Factors[0].AsSpan(classes[0] * count, count).CopyTo(weights);
        for (int c = 1; c < classes.Length; c++)
        {
            var factors = Factors[c].AsSpan(classes[c] * count, count);
            for (int w = 0; w < weights.Length; w++)
                weights[w] *= factors[w];
        }

        return weights;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Columns.Length);
        for (int c = 0; c < Columns.Length; c++)
        {
            Columns[c].Write(writer);
            ModelBytes.Write(writer, Factors[c]);
        }
    }

    public static TextSegments Read(BinaryReader reader)
    {
        var columns = new SegmentColumn[reader.ReadInt32()];
        var factors = new float[columns.Length][];
        for (int c = 0; c < columns.Length; c++)
            (columns[c], factors[c]) = (SegmentColumn.Read(reader), ModelBytes.ReadFloats(reader));
        return new TextSegments(columns, factors);
    }
}
