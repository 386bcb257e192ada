using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Draws a column's values for rows whose groups are known: a cell of the group by noisy counts, then a value of the cell: one of those between the edges that the column can write, as the neighbours' counts let expect (<see cref="IntervalTilt"/>). Other labels
/// than those kept are drawn as kept ones; where none is kept, as missing.
/// </summary>
internal sealed class CellDraw
{
    private const int RareCount = 5, Redraws = 4;

    private readonly PrivateDomain _domain;
    private readonly double[] _rows;
    private readonly int[][] _cells;
    private readonly double[][] _sums;
    private readonly double[] _below;
    private readonly double _unit;
    private readonly int[] _codeOf;
    private readonly double[] _tilts;

    public CellDraw(PrivateDomain domain, double[] rows, int[] groupOf, int groups)
    {
        _domain = domain;
        _rows = rows;
        _unit = PublicGrid.UnitOf(domain.Schema);
        _cells = [.. Enumerable.Range(0, groups).Select(g => Enumerable.Range(0, rows.Length).Where(c => groupOf[c] == g && (c > 0 || rows[0] > 0 || groupOf.AsSpan().Count(g) == 1)).ToArray())];
        _sums = [.. _cells.Select(cells => Sums([.. cells.Select(c => rows[c])]))];
        double all = Math.Max(1e-12, rows.Skip(1).Sum()), sum = 0;
        _below = new double[rows.Length + 1];
        _tilts = new double[rows.Length];
        int[] intervals = [.. Enumerable.Range(1, rows.Length - 1).Where(c => domain.Kinds[c] == CellKind.Interval)];
        double[] tilts = IntervalTilt.Of([.. intervals.Select(c => domain.Low[c])], [.. intervals.Select(c => domain.High[c])], [.. intervals.Select(c => rows[c])]);
        for (int i = 0; i < intervals.Length; i++)
            _tilts[intervals[i]] = tilts[i];
        for (int c = 1; c < rows.Length; c++)
        {
            sum += rows[c] / all;
            _below[c + 1] = sum;
        }

        int code = 0;
        _codeOf = [.. domain.Kinds.Select(k => k == CellKind.Label ? code++ : -1)];
    }

    public Column Draw(int[] groups, double coverage, ref RandomStream random)
    {
        int[] cells = new int[groups.Length], order = EvenPlaces.Order(groups.Length, ref random);
        using var even = new EvenPlaces(_cells.Length, random.NextUInt64());
        foreach (int row in order)
        {
            int g = groups[row];
            cells[row] = _cells[g][FittedPrivateMarginals.Position(_sums[g], 0, _sums[g].Length, even.NextOfAny(g))];
        }

        return _domain.IsNumber ? Numbers(cells, order, CoverageScale.Tail(coverage), ref random) : Labels(cells, coverage, ref random);
    }

    private CodedColumn Labels(int[] cells, double coverage, ref RandomStream random)
    {
        double least = coverage < SamplingControls.DefaultCoverage ? RareCount * CoverageScale.FloorFactor(coverage) : 0;
        int[] kept = [.. Enumerable.Range(0, _rows.Length).Where(c => _domain.Kinds[c] == CellKind.Label && _rows[c] >= least)];
        if (kept.Length == 0)
            kept = [.. Enumerable.Range(0, _rows.Length).Where(c => _domain.Kinds[c] == CellKind.Label)];
        double[] sums = Sums([.. kept.Select(c => _rows[c])]);
        bool[] isKept = new bool[_rows.Length];
        foreach (int cell in kept)
            isKept[cell] = true;
        int[] codes = new int[cells.Length];
        for (int row = 0; row < codes.Length; row++)
        {
            double u = random.NextDouble();
            codes[row] = cells[row] == 0 || kept.Length == 0 ? -1 : _codeOf[isKept[cells[row]] ? cells[row] : kept[FittedPrivateMarginals.Position(sums, 0, sums.Length, u)]];
        }

        return new CodedColumn(_domain.Schema, codes, [.. _domain.Labels.Where((_, c) => _domain.Kinds[c] == CellKind.Label)]);
    }

    private Column Numbers(int[] cells, int[] order, double cut, ref RandomStream random)
    {
        double[] values = new double[cells.Length];
        using var even = new EvenPlaces(_rows.Length, random.NextUInt64());
        foreach (int row in order)
        {
            int cell = cells[row];
            double u = even.NextOfAny(cell);
            if (cut > 0 && cell > 0)
                (cell, u) = Inside(cell, u, cut);
            values[row] = cell == 0 ? double.NaN : At(cell, u);
            // A value of its own cell would be drawn too often.
            for (int i = 0; i < Redraws && _domain.Kinds[cell] == CellKind.Interval && _domain.HasValue(values[row]); i++)
                values[row] = At(cell, random.NextDouble());
        }

        return NumberMarginal.ToColumn(_domain.Schema, values);
    }

    /// <summary>A place in the outermost <paramref name="cut"/> of all values as far inside; a single value only where it lies there wholly.</summary>
    private (int Cell, double U) Inside(int cell, double u, double cut)
    {
        bool isValue = _domain.Kinds[cell] == CellKind.Value;
        double low = _below[cell], high = _below[cell + 1], share = low + (high - low) * (isValue ? 0.5 : u);
        if (isValue ? high > cut && low < 1 - cut : share >= cut && share <= 1 - cut)
            return (cell, u);
        double wanted = Math.Clamp(2 * (share < 0.5 ? cut : 1 - cut) - share, 0, 1);
        int at = 1;
        while (at < _rows.Length - 1 && _below[at + 1] <= wanted)
            at++;
        double width = _below[at + 1] - _below[at];
        return (at, width > 0 ? Math.Clamp((wanted - _below[at]) / width, 0, 1 - 1e-12) : 0.5);
    }

    /// <summary>A value of a cell: whole units from the lower edge, the upper one excluded.</summary>
    private double At(int cell, double u)
    {
        double low = _domain.Low[cell], high = _domain.High[cell];
        if (_domain.Kinds[cell] == CellKind.Value)
            return low;
        double units = Math.Max(1, Math.Round((high - low) / _unit));
        return PublicGrid.Rounded(low + Math.Floor(IntervalTilt.Place(u, _tilts[cell]) * units) * _unit, _domain.Schema);
    }

    /// <summary>Running sums; even ones where all are 0.</summary>
    private static double[] Sums(double[] values)
    {
        double sum = 0;
        bool isEmpty = values.Sum() <= 0;
        return Array.ConvertAll(values, v => sum += isEmpty ? 1 : v);
    }
}
