using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Numerics.Trees.Boosting;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>
/// A column's guide: boosted trees that predict it from the columns before, fitted on all folds but one at a time. Donor trees split on what a guide that never saw the row says of it; a drawn
/// row asks one of the guides, so that both sides are alike.
/// </summary>
internal sealed class Guide
{
    public const int Folds = 3;

    public required GradientBoosting[] Models { get; init; }

    /// <summary>By fold and predictor the map from base codes to ordered bytes, null for the identity.</summary>
    public required byte[]?[][] Maps { get; init; }

    /// <summary>By output the upper edges of the bins that donor trees see.</summary>
    public required double[][] Edges { get; init; }

    /// <summary>Labels: the class of each dictionary code; the last class takes all rare labels.</summary>
    public required int[] ClassOf { get; init; }

    /// <summary>Labels: the dictionary code of each class (-1 for the class of rare labels).</summary>
    public required int[] LabelOf { get; init; }

    /// <summary>Scores of one output each: 1 for numbers and two classes.</summary>
    public int Outputs => Edges.Length;

    /// <summary>The fold that a training row belongs to.</summary>
    public static int FoldOf(int row) => (int)(Numerics.Random.RandomStream.Mix(0xF01D, (ulong)row) % Folds);

    /// <summary>Scores of a block of drawn rows; row <c>i</c> asks the guide of fold <c>i % 3</c>. <paramref name="codes"/> are the predictors' base codes.</summary>
    public double[][] Score(int[][] codes, int rows)
    {
        var scores = new double[Outputs][];
        for (int k = 0; k < scores.Length; k++)
            scores[k] = new double[rows];
        var features = new byte[codes.Length][];
        for (int p = 0; p < features.Length; p++)
            features[p] = new byte[rows];
        for (int fold = 0; fold < Folds; fold++)
        {
            int n = (rows - fold + Folds - 1) / Folds;
            int[] asked = new int[n];
            for (int i = 0; i < n; i++)
                asked[i] = fold + i * Folds;
            for (int p = 0; p < features.Length; p++)
            {
                byte[]? map = Maps[fold][p];
                foreach (int row in asked)
                    features[p][row] = map is null ? (byte)codes[p][row] : map[codes[p][row]];
            }

            double[][] own = Models[fold].Scores(features, asked);
            for (int k = 0; k < scores.Length; k++)
            {
                for (int i = 0; i < n; i++)
                    scores[k][asked[i]] = own[k][i];
            }
        }

        return scores;
    }

    /// <summary>The bins of an output's scores, as a predictor of donor trees.</summary>
    public int[] Code(int output, double[] scores) => Array.ConvertAll(scores, s => QuantileBins.BinOf(Edges[output], s));

    /// <summary>Turns a row's scores into cumulative class probabilities, in class order.</summary>
    public void Cumulate(double[][] scores, int row, Span<double> cumulative)
    {
        if (Outputs == 1)
        {
            cumulative[0] = 1 / (1 + Math.Exp(scores[0][row]));
            cumulative[1] = 1;
            return;
        }

        double most = double.MinValue, sum = 0;
        for (int k = 0; k < cumulative.Length; k++)
            most = Math.Max(most, scores[k][row]);
        for (int k = 0; k < cumulative.Length; k++)
            cumulative[k] = sum += Math.Exp(scores[k][row] - most);
        for (int k = 0; k < cumulative.Length; k++)
            cumulative[k] /= sum;
    }

    public void Write(BinaryWriter writer)
    {
        foreach (var model in Models)
            model.Write(writer);
        writer.Write(Maps[0].Length);
        foreach (var maps in Maps)
        {
            foreach (byte[]? map in maps)
            {
                writer.Write(map?.Length ?? -1);
                if (map is not null)
                    writer.Write(map);
            }
        }

        writer.Write(Edges.Length);
        foreach (double[] edges in Edges)
            ModelBytes.Write(writer, edges);
        ModelBytes.Write(writer, ClassOf);
        ModelBytes.Write(writer, LabelOf);
    }

    public static Guide Read(BinaryReader reader)
    {
        var models = new GradientBoosting[Folds];
        for (int f = 0; f < Folds; f++)
            models[f] = GradientBoosting.Read(reader);
        int predictors = reader.ReadInt32();
        var maps = new byte[]?[Folds][];
        for (int f = 0; f < Folds; f++)
        {
            maps[f] = new byte[]?[predictors];
            for (int p = 0; p < predictors; p++)
                maps[f][p] = reader.ReadInt32() is >= 0 and var length ? reader.ReadBytes(length) : null;
        }

        var edges = new double[reader.ReadInt32()][];
        for (int k = 0; k < edges.Length; k++)
            edges[k] = ModelBytes.ReadDoubles(reader);
        return new Guide { Models = models, Maps = maps, Edges = edges, ClassOf = ModelBytes.ReadInts(reader), LabelOf = ModelBytes.ReadInts(reader) };
    }
}
