using System.Numerics;
using System.Runtime.InteropServices;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>The features of training rows that no other row shares, as hashes: a drawn row that equals one would be that row, at whatever time it stands. 8 bytes a row.</summary>
internal sealed class KnownFeatures
{
    private readonly ulong[] _hashes;

    private KnownFeatures(ulong[] sorted) => _hashes = sorted;

    /// <summary>Of numbers or codes by feature and row.</summary>
    public static KnownFeatures Of(double[][] values, int rows)
    {
        ulong[] hashes = new ulong[values.Length == 0 ? 0 : rows];
        for (int row = 0; row < hashes.Length; row++)
            hashes[row] = Hash(values, row);
        Array.Sort(hashes);
        return new KnownFeatures([.. hashes.Where((h, i) => (i == 0 || hashes[i - 1] != h) && (i == hashes.Length - 1 || hashes[i + 1] != h))]);
    }

    public bool Contains(double[][] values, int row) => Array.BinarySearch(_hashes, Hash(values, row)) >= 0;

    private static ulong Hash(double[][] values, int row)
    {
        ulong hash = 0;
        foreach (double[] feature in values)
            hash = BitOperations.RotateLeft((hash ^ (double.IsNaN(feature[row]) ? 1 : BitConverter.DoubleToUInt64Bits(feature[row] + 0.0))) * 0x9E3779B97F4A7C15, 29) + 0x632BE59BD9B4E019;
        return hash;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_hashes.Length);
        writer.Write(MemoryMarshal.AsBytes(_hashes.AsSpan()));
    }

    public static KnownFeatures Read(BinaryReader reader)
    {
        ulong[] hashes = new ulong[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(hashes.AsSpan()));
        return new KnownFeatures(hashes);
    }
}
