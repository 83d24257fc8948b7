namespace Countenance.Training;

/// <summary>What one epoch of training measured: one line of metrics.jsonl.</summary>
/// <param name="Epoch">Number of epochs done, counted from 1.</param>
/// <param name="Step">Number of optimiser steps done since the start of the run.</param>
/// <param name="Values">Figures by name, such as <c>train/loss</c> or <c>valid/accuracy</c>; fractions in 0–1 where they are shares. They
/// may be NaN or infinite.</param>
/// <param name="Seconds">Wall-clock seconds the epoch took.</param>
public sealed record EpochMetrics(int Epoch, long Step, IReadOnlyDictionary<string, double> Values, double Seconds);
