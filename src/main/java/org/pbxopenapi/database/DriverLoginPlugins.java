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
 * Registers the driver's authentication plugins for the native binary. Quarkus 3.33 registers only those of older drivers. The
 * driver loads them as services from a list that application.properties includes; every plugin in that list must be here.
 */
@RegisterForReflection(targets = { CachingSha2PasswordPluginFactory.class, ClearPasswordPluginFactory.class,
        Ed25519PasswordPluginFactory.class, NativePasswordPluginFactory.class, ParsecPasswordPluginFactory.class,
        SendGssApiAuthPacketFactory.class, SendPamAuthPacketFactory.class })
final class DriverLoginPlugins {

    private DriverLoginPlugins() {
    }
}
