using System.Reflection;
using Countenance.Album.Storage;

namespace Countenance.Album.Tests.Indexing;

/// <summary>A store before whose calls something else happens, as if by another process.</summary>
#pragma warning disable CA1852 // the proxy is derived from it
internal class InterceptedStore : DispatchProxy
#pragma warning restore CA1852
{
    private IAlbumStore store = null!;
    private Action<string> before = null!;

    public static IAlbumStore Of(IAlbumStore store, Action<string> before)
    {
        IAlbumStore intercepted = Create<IAlbumStore, InterceptedStore>();
        var proxy = (InterceptedStore)intercepted;
        (proxy.store, proxy.before) = (store, before);
        return intercepted;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        before(targetMethod!.Name);
        return targetMethod.Invoke(store, args);
    }
}
