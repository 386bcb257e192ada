using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using SynthWorkbench.Synthesis.Engines;

namespace SynthWorkbench.Application.Generation;

/// <summary>Fitted models by the digest of what they were fitted to. A model holds values of training rows: its file is encrypted with the server's data-protection keys.</summary>
public sealed class ModelCache(IOptions<WorkbenchOptions> options, IDataProtectionProvider protection)
{
    /// <summary>What whoever opens the file reads first; the rest is encrypted.</summary>
    private static readonly byte[] Notice = Encoding.UTF8.GetBytes("SynthWorkbench fitted model, encrypted. It holds values of the rows it was fitted to: personal data where they are. Do not copy it out of the workbench.\n");

    private readonly IDataProtector _protector = protection.CreateProtector("SynthWorkbench.FittedModel.v1");

    /// <summary>The key of a fit: everything that the model depends on.</summary>
    public static string KeyOf(string trainDigest, string planKey, ISynthesisEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{trainDigest}\n{planKey}\n{engine.Id}\n{engine.Version}")));
    }

    /// <summary>The stored model, or null when there is none or its file is damaged.</summary>
    public FittedModel? Find(string key, ISynthesisEngine engine)
    {
        string path = PathOf(key);
        if (!File.Exists(path))
            return null;
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return bytes.AsSpan().StartsWith(Notice) ? FittedModelFile.FromBytes(_protector.Unprotect(bytes[Notice.Length..]), engine) : null;
        }
        catch (Exception e) when (e is CryptographicException or IOException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether there is a file; it may still be damaged.</summary>
    public bool Has(string key) => File.Exists(PathOf(key));

    /// <summary>Stores a model under a temporary name and renames it.</summary>
    public void Store(string key, FittedModel model, ISynthesisEngine engine)
    {
        string path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = path + "." + Guid.NewGuid().ToString("N");
        try
        {
            File.WriteAllBytes(temporary, [.. Notice, .. _protector.Protect(FittedModelFile.ToBytes(model, engine))]);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private string PathOf(string key) => Path.Combine(options.Value.DataFolder, "models", key + ".model");
}
