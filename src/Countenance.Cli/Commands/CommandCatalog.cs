namespace Countenance.Cli.Commands;

/// <summary>The commands there are: one line each.</summary>
internal static class CommandCatalog
{
    /// <summary>Fresh instances, in the order of the help.</summary>
    public static IReadOnlyList<CliCommand> Create() =>
    [
        new DemoCommand(),
        new TrainCommand(),
        new SubspacesCommand(),
        new ExportCommand(),
        new PredictCommand(),
        new EvaluateCommand(),
        new ReproduceCommand(),
        new EmbedCommand(),
        new RetrieveCommand(),
        new GroupsCommand(),
        new MapCommand(),
        new AuditCommand(),
        new PackCommand(),
#if PAGE
        new ServeCommand(),
#endif
        new AlbumCommand(),
        new InfoCommand(),
    ];
}
