namespace SynthWorkbench.Synthesis.Generation;

/// <summary>The constraints cannot be satisfied by what the model draws; the message names the constraint and the way out.</summary>
public sealed class GenerationRefusedException(string message) : Exception(message);
