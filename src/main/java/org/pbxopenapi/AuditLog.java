package org.pbxopenapi;

import org.jboss.logging.Logger;

/**
 * What a security officer asks for afterwards: which keys were refused and why, and what operators have done. It is a log
 * category of its own, {@value #CATEGORY}, to be kept elsewhere and for longer. No key is in it, but the ids of keys.
 */
public final class AuditLog {

    public static final String CATEGORY = "org.pbxopenapi.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    private AuditLog() {
    }

    public static void keyRefused(String reason, Long keyId, Long tenantId, String client, String requestId) {
        LOG.infof("key refused: reason=%s key=%s tenant=%s client=%s request=%s", reason, keyId, tenantId, client, requestId);
    }

    /** At level DEBUG, as the access log says it of every request. */
    public static void keyAdmitted(Long keyId, Long tenantId, String client, String requestId) {
        LOG.debugf("key admitted: key=%s tenant=%s client=%s request=%s", keyId, tenantId, client, requestId);
    }

    /** An address has used up its budget of keys that are refused; the refusals after that are not told one by one. */
    public static void guessing(String client) {
        LOG.warnf("too many keys refused: client=%s", client);
    }

    public static void command(String command, String user, String result) {
        LOG.infof("command: command=\"%s\" user=%s result=%s", command, user, result);
    }
}
