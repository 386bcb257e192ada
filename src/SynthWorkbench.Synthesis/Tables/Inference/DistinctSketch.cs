using System.Numerics;
using SynthWorkbench.Synthesis.Tables.Text;

namespace SynthWorkbench.Synthesis.Tables.Inference;

/// <summary>
/// Counts distinct texts: exactly, with the texts, up to a cap; beyond it by HyperLogLog with 2^14 registers (standard error 0.8 %).
/// </summary>
/// <remarks>Flajolet, Fusy, Gandouet and Meunier, "HyperLogLog", AofA 2007, figure 3, with the linear-counting correction of the small range.</remarks>
internal sealed class DistinctSketch(int cap = 65_536, int maxBytes = 4 << 20)
{
    private const int RegisterBits = 14;

    private byte[]? _registers;

    /// <summary>The distinct texts in first-seen order: all of them while <see cref="IsExact"/>, afterwards the first <c>cap</c>.</summary>
    public Utf8Interner Texts { get; } = new();

    /// <summary>Whether <see cref="Count"/> is exact.</summary>
    public bool IsExact => _registers is null;

    /// <summary>Counts a text; returns its number in first-seen order, or -1 when it came after the cap.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        ulong hash = Utf8Interner.Hash(text);
        if (_registers is null)
        {
            int code = Texts.Intern(text, hash);
            if (Texts.Count > cap || Texts.ByteCount > maxBytes)
                Overflow();
            return code;
        }

        Register(hash);
        return Texts.Find(text, hash);
    }

    /// <summary>The number of distinct texts, estimated unless <see cref="IsExact"/>.</summary>
    public long Count => _registers is null ? Texts.Count : Estimate(_registers);

    private void Overflow()
    {
        _registers = new byte[1 << RegisterBits];
        for (int i = 0; i < Texts.Count; i++)
            Register(Utf8Interner.Hash(Texts[i]));
    }

    private void Register(ulong hash)
    {
        int index = (int)(hash >> (64 - RegisterBits));
        byte rank = (byte)(BitOperations.LeadingZeroCount((hash << RegisterBits) | (1UL << (RegisterBits - 1))) + 1);
        if (_registers![index] < rank)
            _registers[index] = rank;
    }

    private static long Estimate(byte[] registers)
    {
        double m = registers.Length, sum = 0;
        int zeros = 0;
        foreach (byte r in registers)
        {
            sum += Math.ScaleB(1.0, -r);
            zeros += r == 0 ? 1 : 0;
        }

        double raw = 0.7213 / (1 + 1.079 / m) * m * m / sum;
        return (long)Math.Round(raw <= 2.5 * m && zeros > 0 ? m * Math.Log(m / zeros) : raw);
    }
}
