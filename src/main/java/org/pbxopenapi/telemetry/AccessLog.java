package org.pbxopenapi.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Access log: one line per request on standard output, as JSON or as text. It bypasses the logging framework, which needs more
 * time for a line than the service for a response. Lines are buffered (1 MiB), and a dedicated thread writes them every 100 ms.
 * If the reader of standard output is slow, lines are dropped and counted; requests never wait.
 */
@Singleton
class AccessLog {

    private static final String CATEGORY = "org.pbxopenapi.access";
    private static final Logger LOG = Logger.getLogger(AccessLog.class);
    /** The most bytes that a buffer holds. It begins with a fraction of them, so that the start touches little memory. */
    private static final int CAPACITY = 1 << 20;
    private static final int INITIAL_CAPACITY = CAPACITY / 64;
    /** A buffer with this many bytes is written at once. */
    private static final int FLUSH_LENGTH = CAPACITY / 8;
    private static final long FLUSH_MILLIS = 100;

    private final boolean json;
    private final Thread writer = new Thread(this::write, "access-log");
    private byte[] lines;
    private byte[] spare;
    private int length;
    private long dropped;
    private boolean isClosed;

    AccessLog(AccessLogConfig config, MeterRegistry meters) {
        this.json = config.json();
        if (config.enabled()) {
            lines = new byte[INITIAL_CAPACITY];
            spare = new byte[INITIAL_CAPACITY];
        }
        FunctionCounter.builder("pbx.access.log.dropped", this, log -> log.dropped)
                .description("Lines dropped because standard output was not read in time").register(meters);
    }

    @PostConstruct
    void start() {
        writer.setDaemon(true);
        if (lines != null) {
            writer.start();
        }
    }

    void add(RequestRecord record, String requestId, int status, long bytes, long nanos) {
        if (lines != null) {
            add(json ? json(record, requestId, status, bytes, nanos) : text(record, requestId, status, bytes, nanos));
        }
    }

    private synchronized void add(String line) {
        if (length + line.length() > CAPACITY) {
            dropped++;
            return;
        }
        byte[] ascii = line.getBytes(ISO_8859_1);
        while (length + ascii.length > lines.length) {
            lines = Arrays.copyOf(lines, lines.length * 2);
        }
        System.arraycopy(ascii, 0, lines, length, ascii.length);
        boolean wakesWriter = length == 0 || length < FLUSH_LENGTH && length + ascii.length >= FLUSH_LENGTH;
        length += ascii.length;
        if (wakesWriter) {
            notifyAll();
        }
    }

    private static String json(RequestRecord record, String requestId, int status, long bytes, long nanos) {
        StringBuilder line = new StringBuilder(400)
                .append("{\"timestamp\":\"").append(Instant.now())
                .append("\",\"loggerName\":\"" + CATEGORY + "\",\"level\":\"INFO\",\"message\":\"")
                .append(record.method).append(' ').append(record.route).append(' ').append(status)
                .append("\",\"requestId\":\"").append(requestId)
                .append("\",\"client\":\"").append(record.client)
                .append("\",\"keyId\":").append(record.keyId)
                .append(",\"tenantId\":").append(record.tenantId)
                .append(",\"method\":\"").append(record.method)
                .append("\",\"route\":\"").append(record.route)
                .append("\",\"status\":").append(status)
                .append(",\"outcome\":\"").append(record.outcome).append('"');
        if (record.keyIsInQuery) {
            line.append(",\"keyInQuery\":true");
        }
        if (record.rows >= 0) {
            line.append(",\"rows\":").append(record.rows);
        }
        if (record.isStale) {
            line.append(",\"staleSeconds\":").append(record.age().toSeconds());
        }
        line.append(",\"bytes\":").append(bytes).append(",\"durationMillis\":");
        return millis(line, nanos).append("}\n").toString();
    }

    private static String text(RequestRecord record, String requestId, int status, long bytes, long nanos) {
        StringBuilder line = new StringBuilder(200).append(Instant.now()).append(" [" + CATEGORY + "] ")
                .append(record.method).append(' ').append(record.route).append(' ').append(status).append(' ')
                .append(record.outcome).append(", key ").append(record.keyId)
                .append(", tenant ").append(record.tenantId);
        if (record.rows >= 0) {
            line.append(", ").append(record.rows).append(" rows");
        }
        line.append(", ").append(bytes).append(" bytes, ");
        return millis(line, nanos).append(" ms, ").append(record.client).append(", ").append(requestId).append('\n')
                .toString();
    }

    /** Appends milliseconds with three decimals, such as 12.345. */
    private static StringBuilder millis(StringBuilder line, long nanos) {
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
        return line.append(micros / 1000).append('.').append((char) ('0' + micros / 100 % 10))
                .append((char) ('0' + micros / 10 % 10)).append((char) ('0' + micros % 10));
    }

    private void write() {
        try {
            while (awaitLines()) {
                flush();
            }
        } catch (InterruptedException e) {
            LOG.debug("The access log was interrupted");
        }
    }

    /** Waits for a first line, then up to 100 ms for more. */
    private synchronized boolean awaitLines() throws InterruptedException {
        while (length == 0 && !isClosed) {
            wait();
        }
        if (length < FLUSH_LENGTH && !isClosed) {
            wait(FLUSH_MILLIS);
        }
        return !isClosed;
    }

    private void flush() {
        byte[] full;
        int filled;
        synchronized (this) {
            full = lines;
            filled = length;
            lines = spare;
            length = 0;
        }
        System.out.write(full, 0, filled);
        System.out.flush();
        spare = full;
    }

    @PreDestroy
    void close() throws InterruptedException {
        if (lines == null) {
            return;
        }
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        writer.join(TimeUnit.SECONDS.toMillis(1));
        if (!writer.isAlive()) { // else it is blocked, because standard output is not read
            flush();
        }
    }
}
