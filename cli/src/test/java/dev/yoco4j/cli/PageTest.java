package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.server.AccessConfig;
import dev.yoco4j.server.ServerConfig;
import dev.yoco4j.server.YocoServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/// The page in a real browser, in front of a real model.
class PageTest {
  private static final int PHONE = 360;

  @TempDir static Path folder;
  private static RunningServer running;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws IOException {
    browser = Chromium.start(Files.createDirectory(folder.resolve("profile")));
    running =
        RunningServer.start(
            Files.createDirectory(folder.resolve("model")),
            config -> config.withPrefillSegment(64));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (running != null) {
      running.close();
    }
  }

  @BeforeEach
  void open() {
    browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    browser.get(running.address().toString());
    waitFor("model", "tiny, Yoco, 4,096 tokens of context");
  }

  @AfterEach
  void the_browser_complains_of_nothing() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .filteredOn(entry -> !entry.getMessage().contains("status of 40")) // refusals, asked for
        .isEmpty();
  }

  private static WebElement part(String id) {
    return browser.findElement(By.id(id));
  }

  private static void waitFor(String id, String text) {
    until(() -> part(id).getText().contains(text));
  }

  private static void until(BooleanSupplier condition) {
    new WebDriverWait(browser, Duration.ofSeconds(30)).until(_ -> condition.getAsBoolean());
  }

  private static void set(String id, String value) {
    part(id).clear();
    part(id).sendKeys(value);
  }

  private static WebElement last(String role, String of) {
    List<WebElement> found = browser.findElements(By.cssSelector(".turn." + role + " ." + of));
    return found.getLast();
  }

  private static void say(String text) {
    part("message").sendKeys(text + Keys.ENTER);
  }

  /// The model is untrained: it might end an answer anywhere.
  private static void forbidTheEnd() {
    browser.executeScript(
        """
        const own = window.fetch;
        window.fetch = (path, options) => own(path, path !== "/v1/chat/completions" ? options
            : { ...options, body: JSON.stringify({ ...JSON.parse(options.body), logit_bias: { 257: -100 } }) });
        """);
  }

  private static void untilAnswered() {
    until(() -> last("assistant", "note").getText().contains("first after"));
  }

  @Test
  void an_answer_streams_in_and_tells_what_it_cost() {
    browser.executeScript(
        """
        window.lengths = [];
        new MutationObserver(() => {
          const length = document.querySelector(".turn.assistant .text")?.textContent.length ?? 0;
          if (length !== window.lengths.at(-1)) window.lengths.push(length);
        }).observe(document.getElementById("log"), { childList: true, subtree: true });
        """);
    set("max-tokens", "120");
    forbidTheEnd();
    say("hello");
    assertThat(last("user", "text").getText()).isEqualTo("hello");
    untilAnswered();
    assertThat((List<?>) browser.executeScript("return window.lengths")).hasSizeGreaterThan(20);
    assertThat(last("assistant", "note").getText())
        .contains("120 tokens", "per second", "cut off at the number of tokens asked for");
    assertThat(part("message").getDomProperty("value")).isEmpty();
    until(() -> !part("rate").getText().equals("0"));
    assertThat(part("memory-text").getText()).contains("MiB", "a token");
    assertThat(part("transformer-text").getText()).contains("A Transformer of equal size");
  }

  @Test
  void the_next_message_pays_for_itself_alone() {
    set("max-tokens", "8");
    say("a".repeat(500));
    untilAnswered();
    say("and?");
    until(() -> browser.findElements(By.cssSelector(".turn.assistant")).size() == 2);
    untilAnswered();
    assertThat(last("assistant", "note").getText()).containsPattern("[45]\\d\\d of 5\\d\\d tokens");
    part("clear").click();
    assertThat(browser.findElements(By.cssSelector(".turn"))).isEmpty();
  }

  @Test
  void escape_stops_an_answer_and_frees_its_place() {
    set("max-tokens", "3900");
    forbidTheEnd();
    say("long");
    until(() -> !last("assistant", "text").getText().isEmpty());
    part("message").sendKeys(Keys.ESCAPE);
    until(() -> last("assistant", "note").getText().equals("stopped"));
    until(() -> running.server().requests() == 0);
    assertThat(part("send").isEnabled()).isTrue();
    assertThat(part("stop").isEnabled()).isFalse();
  }

  @Test
  void a_document_is_taken_in_once_and_used_again() throws IOException {
    Path file = folder.resolve("notes <b>.txt");
    Files.writeString(file, "The number is 42. ".repeat(100));
    part("file").sendKeys(file.toString());
    part("take-in").click();
    waitFor("upload-state", "taken in");
    WebElement context = browser.findElement(By.cssSelector(".context[data-id]"));
    assertThat(context.getText()).contains("notes <b>.txt", "1,80", "KiB");
    assertThat(context.findElement(By.tagName("input")).isSelected()).isTrue();
    set("max-tokens", "8");
    say("which?");
    untilAnswered();
    assertThat(last("assistant", "note").getText()).containsPattern("1,[78]\\d\\d of 1,8\\d\\d");
    browser.navigate().refresh();
    until(() -> browser.findElements(By.cssSelector(".context[data-id]")).size() == 1);
    press("Save notes");
    waitFor("upload-state", "saved notes <b>.txt");
    press("Forget notes");
    waitFor("upload-state", "forgot notes <b>.txt");
    assertThat(browser.findElements(By.cssSelector(".context[data-id]"))).isEmpty();
  }

  private static void press(String label) {
    browser.findElement(By.cssSelector("button[aria-label^='" + label + "']")).click();
  }

  @Test
  void what_is_refused_goes_back_to_the_box() {
    set("max-tokens", "99999");
    say("<i>keep me</i>");
    until(() -> !browser.findElements(By.cssSelector("[role=alert]")).isEmpty());
    assertThat(last("assistant", "note").getText()).contains("99999", "4096");
    assertThat(part("message").getDomProperty("value")).isEqualTo("<i>keep me</i>");
  }

  @Test
  void a_take_in_without_a_file_says_so() {
    part("take-in").click();
    waitFor("upload-state", "choose a file first");
  }

  @Test
  void every_control_is_reached_by_keyboard() {
    List<String> reached = new ArrayList<>();
    part("model").click();
    for (int i = 0; i < 16; i++) {
      new Actions(browser).sendKeys(Keys.TAB).perform();
      reached.add(String.valueOf(browser.switchTo().activeElement().getDomAttribute("id")));
    }
    assertThat(reached)
        .containsSubsequence("key", "log", "message", "max-tokens", "temperature", "clear", "send")
        .containsSubsequence("send", "file", "take-in", "save");
    assertThat(
            (String)
                browser.executeScript(
                    "return getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
  }

  @Test
  void it_fits_a_phone() {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", PHONE, "height", 740, "deviceScaleFactor", 2, "mobile", true));
    assertThat((Long) browser.executeScript("return document.scrollingElement.scrollWidth"))
        .isLessThanOrEqualTo(PHONE);
    for (WebElement button : browser.findElements(By.cssSelector("#compose button"))) {
      assertThat(button.getRect().getHeight()).isGreaterThanOrEqualTo(44);
      assertThat(button.getRect().getX() + button.getRect().getWidth()).isLessThan(PHONE);
    }
    set("max-tokens", "8");
    say("W".repeat(300));
    untilAnswered();
    assertThat((Long) browser.executeScript("return document.scrollingElement.scrollWidth"))
        .isLessThanOrEqualTo(PHONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void text_is_readable_by_day_and_by_night(String scheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    double page = luminance("body", "backgroundColor");
    assertThat(page < 0.2).isEqualTo(scheme.equals("dark"));
    for (String part : List.of("#model", "h1", ".hint", "#memory-text", "#transformer-text")) {
      double text = luminance(part, "color");
      double ground = luminance("aside", "backgroundColor");
      double contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      assertThat(contrast).as(part).isGreaterThan(4.5); // WCAG 2.2, 1.4.3
    }
    browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
  }

  /// Relative luminance as WCAG 2.2 defines it.
  private static double luminance(String selector, String property) {
    return ((Number)
            browser.executeScript(
                """
                const color = getComputedStyle(document.querySelector(arguments[0]))[arguments[1]];
                return color.match(/[\\d.]+/g).slice(0, 3)
                    .map((part) => part / 255)
                    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
                """,
                selector,
                property))
        .doubleValue();
  }

  @Test
  void a_key_is_asked_for_and_kept_for_the_tab() {
    try (YocoServer locked =
        YocoServer.start(ServerConfig.local(0).with(AccessConfig.withKey("secret")))) {
      locked.serve(running.model());
      browser.get(locked.address().toString());
      until(() -> part("key-dialog").isDisplayed());
      part("key-value").sendKeys("wrong" + Keys.ENTER);
      waitFor("upload-state", "wants its API key");
      until(() -> part("key-dialog").isDisplayed());
      part("key-value").sendKeys("secret" + Keys.ENTER);
      waitFor("model", "tiny, Yoco");
      browser.navigate().refresh();
      waitFor("model", "tiny, Yoco");
      assertThat(part("key-dialog").isDisplayed()).isFalse();
    }
  }
}
