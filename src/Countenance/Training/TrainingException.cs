namespace Countenance.Training;

/// <summary>A run cannot go on: its numbers broke down, or its folder does not fit what is asked.</summary>
/// <param name="message">What happened, where, and what remains.</param>
/// <param name="innerException">The cause, if another exception was.</param>
public sealed class TrainingException(string message, Exception? innerException = null) : CountenanceException(message, innerException!);
