namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>How readily a text ends at each length, in tokens, beside how readily its last words end one: by class of the column that says most of the words.</summary>
internal sealed class TextLength
{
    /// <summary>Lengths told apart; longer texts end like those of this length.</summary>
    public const int Longest = 256;

    private const double LeastFactor = 0.02, MostFactor = 50, Prior = 30;

    private TextLength(float[][] factors, int most) => (Factors, Most) = (factors, most);

    /// <summary>By class, then by number of tokens written, how many times as readily the text ends.</summary>
    public float[][] Factors { get; }

    /// <summary>Tokens above which a text ends.</summary>
    public int Most { get; }

    public static TextLength Plain(int classes, int most) => new([.. Enumerable.Range(0, classes).Select(_ => Enumerable.Repeat(1f, Longest + 1).ToArray())], most);

    public float Factor(int value, int tokens) => Factors[value][Math.Min(tokens, Longest)];

    /// <summary>The factors that bring the lengths drawn with these factors closer to those of the column.</summary>
    /// <param name="real">By class the texts of each length.</param>
    /// <param name="drawn">All drawn texts of each length.</param>
    public TextLength Corrected(double[][] real, double[] drawn)
    {
        double[] all = new double[Longest + 1];
        foreach (double[] lengths in real)
        {
            for (int n = 0; n <= Longest; n++)
                all[n] += lengths[n];
        }

        double[] wanted = Hazard(all), now = Hazard(drawn);
        var next = new float[Factors.Length][];
        for (int x = 0; x < next.Length; x++)
        {
            next[x] = new float[Longest + 1];
            for (int n = 0; n <= Longest; n++)
                next[x][n] = (float)Math.Clamp(Factors[x][n] * (wanted[n] + 1e-4) / (now[n] + 1e-4), LeastFactor, MostFactor);
        }

        return new TextLength(next, Most);
    }

    /// <summary>The factors with what each class differs by from all texts.</summary>
    public TextLength WithClasses(double[][] real)
    {
        double[] all = new double[Longest + 1];
        foreach (double[] lengths in real)
        {
            for (int n = 0; n <= Longest; n++)
                all[n] += lengths[n];
        }

        double[] wanted = Hazard(all);
        var next = new float[Factors.Length][];
        for (int x = 0; x < next.Length; x++)
        {
            double left = real[x].Sum();
            next[x] = new float[Longest + 1];
            for (int n = 0; n <= Longest; n++)
            {
                double own = (real[x][n] + Prior * wanted[n]) / (left + Prior);
                left -= real[x][n];
                next[x][n] = (float)Math.Clamp(Factors[x][n] * (wanted[n] > 0 ? own / wanted[n] : 1), LeastFactor, MostFactor);
            }
        }

        return new TextLength(next, Most);
    }

    /// <summary>The share of texts that end at a length among those that reach it.</summary>
    private static double[] Hazard(double[] lengths)
    {
        double[] hazard = new double[lengths.Length];
        double left = lengths.Sum();
        for (int n = 0; n < hazard.Length; n++)
        {
            hazard[n] = left > 0 ? lengths[n] / left : 1;
            left -= lengths[n];
        }

        return hazard;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Most);
        writer.Write(Factors.Length);
        foreach (float[] factors in Factors)
            ModelBytes.Write(writer, factors);
    }

    public static TextLength Read(BinaryReader reader)
    {
        int most = reader.ReadInt32();
        var factors = new float[reader.ReadInt32()][];
        for (int x = 0; x < factors.Length; x++)
            factors[x] = ModelBytes.ReadFloats(reader);
        return new TextLength(factors, most);
    }
}
