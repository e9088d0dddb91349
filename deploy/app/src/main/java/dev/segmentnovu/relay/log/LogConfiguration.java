package dev.segmentnovu.relay.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.segmentnovu.config.setting.LogVariable;
import java.util.List;
import java.util.Map;

/**
 * Configures logback by the variables of {@link LogVariable}. Logback finds it as a service. It is
 * no XML file, because to read one takes a fifth of the start of a process, and the image needs no
 * XML parser otherwise. A file that the system property {@value #FILE_PROPERTY} names replaces it.
 */
public final class LogConfiguration extends ContextAwareBase implements Configurator {

  private static final String FILE_PROPERTY = "logback.configurationFile";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(FILE_PROPERTY) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Map<String, String> env = System.getenv();
    LineEncoder encoder =
        LogVariable.FORMAT.in(env).equals("json") ? new JsonLines() : new TextLines();
    encoder.setContext(context);
    encoder.start();
    var lines = new QueuedLines(encoder);
    lines.setContext(context);
    lines.start();
    for (String library : List.of("org.redisson", "io.netty", "io.vertx")) {
      context.getLogger(library).setLevel(Level.WARN);
    }
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.valueOf(LogVariable.LEVEL.in(env)));
    root.addAppender(lines);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
