package org.pbxopenapi.database;

import org.mariadb.jdbc.plugin.authentication.addon.ClearPasswordPluginFactory;
import org.mariadb.jdbc.plugin.authentication.addon.SendGssApiAuthPacketFactory;
import org.mariadb.jdbc.plugin.authentication.standard.CachingSha2PasswordPluginFactory;
import org.mariadb.jdbc.plugin.authentication.standard.Ed25519PasswordPluginFactory;
import org.mariadb.jdbc.plugin.authentication.standard.NativePasswordPluginFactory;
import org.mariadb.jdbc.plugin.authentication.standard.ParsecPasswordPluginFactory;
import org.mariadb.jdbc.plugin.authentication.standard.SendPamAuthPacketFactory;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The ways to log in that a MariaDB may ask for instead of its default. The driver finds them as services, which Quarkus 3.33
 * puts into the native binary for older drivers only. application.properties adds the list of them, of which none may be
 * missing here.
 */
@RegisterForReflection(targets = { CachingSha2PasswordPluginFactory.class, ClearPasswordPluginFactory.class,
        Ed25519PasswordPluginFactory.class, NativePasswordPluginFactory.class, ParsecPasswordPluginFactory.class,
        SendGssApiAuthPacketFactory.class, SendPamAuthPacketFactory.class })
final class DriverLoginPlugins {

    private DriverLoginPlugins() {
    }
}
