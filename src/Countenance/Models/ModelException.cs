namespace Countenance.Models;

/// <summary>A model file is missing, damaged, or does not fit what is asked of it.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What is wrong with it.</param>
/// <param name="innerException">The cause, if another exception was.</param>
public sealed class ModelException(string path, string reason, Exception? innerException = null)
    : CountenanceException($"{path}: {reason}", innerException!);
