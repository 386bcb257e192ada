using System.Numerics;
using System.Runtime.InteropServices;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>
/// Training rows that nobody shares, as hashes: a drawn row that equals one would be that person, whatever name it is given. Combinations that several rows share say nothing of one of them and are left out.
/// </summary>
/// <remarks>Synthpop calls the removal "replicated uniques" (Raab, Nowok and Dibben, "Practical data synthesis for large samples", J. Privacy and Confidentiality 7(3), 2017). 8 bytes a row.</remarks>
internal sealed class KnownRows
{
    private readonly ulong[] _hashes;

    private KnownRows(ulong[] sorted) => _hashes = sorted;

    public static KnownRows Of(Table table)
    {
        ulong[] hashes = Hashes(table);
        Array.Sort(hashes);
        var once = new List<ulong>(hashes.Length);
        for (int i = 0; i < hashes.Length; i++)
        {
            if ((i == 0 || hashes[i - 1] != hashes[i]) && (i == hashes.Length - 1 || hashes[i + 1] != hashes[i]))
                once.Add(hashes[i]);
        }

        return new KnownRows([.. once]);
    }

    /// <summary>Positions of the rows that equal a known one.</summary>
    private int[] Find(Table drawn)
    {
        ulong[] hashes = Hashes(drawn);
        return [.. Enumerable.Range(0, hashes.Length).Where(row => Array.BinarySearch(_hashes, hashes[row]) >= 0)];
    }

    /// <summary>
    /// The drawn rows with those that equal a known one drawn again, alone: <paramref name="redraw"/> gives so many rows on its first, second ... call. Where the table has few columns chance
    /// may bring one back.
    /// </summary>
    public Table Replace(Table drawn, Func<int, int, Table> redraw)
    {
        const int Redraws = 4;
        int[] copies = Find(drawn);
        for (int round = 1; round <= Redraws && copies.Length > 0; round++)
        {
            int[] rows = [.. Enumerable.Range(0, drawn.RowCount)];
            for (int i = 0; i < copies.Length; i++)
                rows[copies[i]] = drawn.RowCount + i;
            drawn = Table.Concat([drawn, redraw(round, copies.Length)]).Take(rows);
            copies = Find(drawn);
        }

        return drawn;
    }

    /// <summary>The drawn rows without those that equal a known one.</summary>
    public Table Without(Table drawn)
    {
        int[] copies = Find(drawn);
        return copies.Length == 0 ? drawn : drawn.Take([.. Enumerable.Range(0, drawn.RowCount).Except(copies)]);
    }

    private static ulong[] Hashes(Table table)
    {
        ulong[] hashes = new ulong[table.RowCount];
        foreach (var column in table.Columns.Where(c => !Pseudonyms.FittedPseudonyms.IsNumbered(c.Schema)))
        {
            switch (column)
            {
                case CodedColumn coded:
                    ulong[] labels = [.. coded.Dictionary.Select(Hash)];
                    for (int row = 0; row < hashes.Length; row++)
                        hashes[row] = Mix(hashes[row], coded.Codes[row] < 0 ? 1 : labels[coded.Codes[row]]);
                    break;
                case NumericColumn numeric:
                    for (int row = 0; row < hashes.Length; row++)
                        hashes[row] = Mix(hashes[row], double.IsNaN(numeric.Values[row]) ? 1 : BitConverter.DoubleToUInt64Bits(numeric.Values[row] + 0.0));
                    break;
                case DateTimeColumn dates:
                    for (int row = 0; row < hashes.Length; row++)
                        hashes[row] = Mix(hashes[row], (ulong)dates.Ticks[row]);
                    break;
            }
        }

        return hashes;
    }

    private static ulong Mix(ulong hash, ulong value) => BitOperations.RotateLeft((hash ^ value) * 0x9E3779B97F4A7C15, 29) + 0x632BE59BD9B4E019;

    private static ulong Hash(string label)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in label)
            hash = (hash ^ c) * 0x100000001B3;
        return hash;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_hashes.Length);
        writer.Write(MemoryMarshal.AsBytes(_hashes.AsSpan()));
    }

    public static KnownRows Read(BinaryReader reader)
    {
        ulong[] hashes = new ulong[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(hashes.AsSpan()));
        return new KnownRows(hashes);
    }
}
