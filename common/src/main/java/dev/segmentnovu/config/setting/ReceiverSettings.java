package dev.segmentnovu.config.setting;

import dev.segmentnovu.config.Alerts.Kind;
import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.Shape;
import dev.segmentnovu.config.setting.form.ValueType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings of one receiver in {@code alerts.receivers}. */
public final class ReceiverSettings {

  static final Section RECEIVER = Section.repeated("Who gets alerts, and which");

  private static final String SECRET_PREFIX = "whsec_";
  private static final int LEAST_SECRET_BYTES = 24;
  private static final int MOST_SECRET_BYTES = 64;

  private static final String HOW_TO_MAKE_A_SECRET =
      "whsec_ and then 24 to 64 bytes in Base64; make one with: echo whsec_$(openssl rand -base64"
          + " 32)";

  private static final ValueType<String> NAME_TYPE =
      new ValueType<>(new Shape.Text(), true, ReceiverSettings::readName);

  /** Where webhooks go. The path may be a secret. */
  static final ValueType<URI> URL_TYPE =
      new ValueType<>(new Shape.Text(), false, ReceiverSettings::readUrl);

  /** What webhooks are signed with. */
  static final ValueType<Secret> SECRET_TYPE =
      new ValueType<>(new Shape.Text(), false, ReceiverSettings::readSecret);

  private static final ValueType<Kind> KIND_TYPE =
      new ValueType<>(new Shape.OneOf(Kind.types()), true, ReceiverSettings::readKind);

  private static final URI NOWHERE = URI.create("https://localhost");

  public static final Setting<Optional<String>> NAME =
      RECEIVER
          .setting("name", NAME_TYPE)
          .describe("Its name in logs and in GET /admin/alerts")
          .required()
          .example("ops")
          .orEmpty();

  public static final Setting<Optional<URI>> URL =
      RECEIVER
          .setting("url", URL_TYPE)
          .describe("Where webhooks go")
          .required()
          .example("https://hooks.example.com/relay")
          .orEmpty();

  public static final Setting<Optional<Secret>> SECRET =
      RECEIVER
          .setting("secret", SECRET_TYPE)
          .describe("What they are signed with: whsec_ and Base64")
          .required()
          .example("${file:/run/secrets/alerts}")
          .orEmpty();

  public static final Setting<List<Kind>> EVENTS =
      RECEIVER
          .setting("events", KIND_TYPE)
          .describe("Which alerts, with their ends; without it, all")
          .example("[source.suspended, circuit.opened]")
          .several();

  public static final Setting<List<String>> SOURCES =
      RECEIVER
          .setting("sources", NAME_TYPE)
          .describe(
              "Of which sources, beside alerts that concern no source; without it, of all sources")
          .example("[web]")
          .several();

  private ReceiverSettings() {}

  /** The receiver that is set. */
  public static Receiver receiver(SettingValues values) {
    Optional<String> name = values.get(NAME);
    if (name.isEmpty()) {
      values.error(NAME, "is required: a name for logs, such as ops");
    }
    Optional<URI> url = values.get(URL);
    if (url.isEmpty()) {
      values.error(URL, "is required: the address of the receiver");
    }
    Optional<Secret> secret = values.get(SECRET);
    if (secret.isEmpty()) {
      values.error(SECRET, "is required: " + HOW_TO_MAKE_A_SECRET);
    }
    return new Receiver(
        name.orElse(""),
        url.orElse(NOWHERE),
        secret.orElse(new Secret("")),
        Set.copyOf(values.get(EVENTS)),
        Set.copyOf(values.get(SOURCES)));
  }

  private static String readName(String text) {
    if (!text.matches("[a-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "must be a name of lower-case letters, digits, - and _, of at most 64 characters");
    }
    return text;
  }

  private static Kind readKind(String text) {
    return Kind.of(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException("must be one of " + String.join(", ", Kind.types())));
  }

  private static URI readUrl(String text) {
    try {
      var uri = new URI(text);
      if (uri.getHost() != null
          && Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null
          && uri.toString().equals(uri.toASCIIString())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // as wrong as any other
    }
    throw new IllegalArgumentException(
        "must be an address such as https://hooks.example.com/relay, without a user and a"
            + " password");
  }

  private static Secret readSecret(String text) {
    try {
      int bytes =
          text.startsWith(SECRET_PREFIX)
              ? Base64.getDecoder().decode(text.substring(SECRET_PREFIX.length())).length
              : 0;
      if (bytes >= LEAST_SECRET_BYTES && bytes <= MOST_SECRET_BYTES) {
        return new Secret(text);
      }
    } catch (IllegalArgumentException e) {
      // its message would repeat a part of the secret
    }
    throw new IllegalArgumentException("must be " + HOW_TO_MAKE_A_SECRET);
  }
}
