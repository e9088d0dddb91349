package dev.segmentnovu.relay.cli.remote;

import dev.segmentnovu.relay.cli.http.HttpUrl;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.UpNote;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Which relay a command talks to, and how it prints. The token comes from the environment only. */
public final class RemoteOptions {

  static final String TOKEN = "RELAY_ADMIN_TOKEN";
  static final String URL = "RELAY_ADMIN_URL";

  private static final URI USUAL = URI.create("http://127.0.0.1:8081");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "the relay's admin port; default: RELAY_ADMIN_URL, else",
        "the port of RELAY_ADMIN_PORT, else that of relay up, else",
        "http://127.0.0.1:8081"
      })
  private @Nullable URI url;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "certificates to trust for https, as PEM; default: those that Java trusts")
  private @Nullable Path authorities;

  @Option(names = "--json", description = "the answer of the admin API as JSON, for programs")
  private boolean json;

  @Option(
      names = "--no-color",
      description = "no colours, also with NO_COLOR set or outside a terminal")
  private boolean noColor;

  /** Whether to print JSON for programs. */
  boolean json() {
    return json;
  }

  /** Whether the user wants colours. */
  boolean colors() {
    return !noColor;
  }

  /**
   * The address, token and certificates to connect with.
   *
   * @throws ParameterException if one of them cannot be right
   */
  Target target(Surroundings surroundings, CommandSpec spec) {
    URI address = url == null ? configured(surroundings, spec) : url;
    if (address.getHost() == null
        || address.getRawUserInfo() != null
        || address.getRawQuery() != null
        || address.getRawFragment() != null) {
      throw new ParameterException(
          spec.commandLine(),
          "The URL of the relay must be like https://relay.example:8081, without a user, a query and"
              + " a fragment; it is "
              + withoutSecrets(address));
    }
    if (authorities != null && !Files.isReadable(authorities)) {
      throw new ParameterException(
          spec.commandLine(), "--ca: the file " + authorities + " cannot be read");
    }
    String token = surroundings.variable(TOKEN);
    if (!token.chars().allMatch(each -> each > ' ' && each < 127)) {
      throw new ParameterException(
          spec.commandLine(),
          TOKEN + " must be visible ASCII without blanks: copy the token of the relay again");
    }
    String path = address.getRawPath();
    String text = address.toString();
    String base =
        text.substring(0, text.length() - path.length()) + path.replaceFirst("/*(/admin)?/*$", "");
    return new Target(
        URI.create(base),
        token.isEmpty() ? Optional.empty() : Optional.of(token),
        Optional.ofNullable(authorities));
  }

  private static URI configured(Surroundings surroundings, CommandSpec spec) {
    String variable = surroundings.variable(URL);
    if (variable.isEmpty()) {
      String port = surroundings.variable("RELAY_ADMIN_PORT");
      return port.matches("[1-9][0-9]{0,4}")
          ? URI.create("http://127.0.0.1:" + port)
          : UpNote.read(DataDirectory.usual(surroundings.variable("RELAY_HOME")))
              .map(UpNote::admin)
              .orElse(USUAL);
    }
    try {
      return new HttpUrl().convert(variable);
    } catch (TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), URL + ": " + e.getMessage());
    }
  }

  /** A password and a query, which may hold a token, stay out of messages. */
  private static String withoutSecrets(URI address) {
    String text = address.toString().replaceFirst("[?#].*", "…");
    return address.getRawUserInfo() == null
        ? text
        : text.replace(address.getRawUserInfo() + "@", "…@");
  }

  /**
   * The admin port to talk to.
   *
   * @param url without a slash, and without the path of the admin API, at its end
   * @param token secret
   */
  record Target(URI url, Optional<String> token, Optional<Path> authorities) {}
}
