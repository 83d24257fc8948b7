namespace Countenance.Training;

/// <summary>What one epoch of training measured: one line of metrics.jsonl.</summary>
/// <param name="Epoch">Number of epochs done, counted from 1.</param>
/// <param name="Step">Number of optimiser steps done since the start of the run.</param>
/// <param name="Values">Figures by name, such as <c>loss</c> or <c>heldOutAccuracy</c>; fractions in 0–1 where they are shares. They may
/// be NaN or infinite.</param>
/// <param name="Seconds">Seconds spent in steps since the run began, earlier sessions of it included; scoring left out.</param>
public sealed record EpochMetrics(int Epoch, long Step, IReadOnlyDictionary<string, double> Values, double Seconds);
