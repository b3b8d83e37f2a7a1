#!/bin/sh
# Prints the home of a JDK 25 or newer; where there is none, says what to install and exits with 1.
#
# Reads each candidate's `release` file and starts no JVM, so that ./yoco may ask on every call. What the
# user chose comes first: JAVA_HOME, the java on the PATH, variables named for version 25. Then the folders
# where packages, version managers and IDEs put JDKs; of those the oldest that suffices, because compiler
# plugins follow new JDKs late.
set -u

least=25
seen=

# Sets `major` to the version of the JDK in $1; fails where there is no JDK.
read_major() {
  major=
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      JAVA_VERSION=*)
        major=${line#JAVA_VERSION=}
        major=${major#\"}
        major=${major%%[!0-9]*}
        break
        ;;
    esac
  done <"$1/release"
  [ -n "$major" ] || return 1
  [ "$major" -lt "$least" ] || return 0
  case "$seen " in
    *" $major "*) ;;
    *) seen="$seen $major" ;;
  esac
}

# Ends the script if $1 suffices.
take() {
  [ -n "$1" ] && read_major "$1" && [ "$major" -ge "$least" ] || return 0
  printf '%s\n' "$1"
  exit 0
}

# Prints the home that the java on the PATH belongs to, links followed.
home_on_path() {
  file=$(command -v java) || return 0
  while [ -L "$file" ]; do
    link=$(readlink "$file") || return 0
    case $link in
      /*) file=$link ;;
      *) file=${file%/*}/$link ;;
    esac
  done
  CDPATH='' cd -P -- "${file%/*}/.." 2>/dev/null && pwd -P
}

take "${JAVA_HOME:-}"
take "$(home_on_path)"
take "${JDK25_HOME:-}"
take "${JAVA25_HOME:-}"
take "${JAVA_HOME_25:-}"
take "${JAVA_HOME_25_X64:-}"
take "${JAVA_HOME_25_ARM64:-}"
take "${JAVA_HOME_25_arm64:-}"

home=${HOME:-/nonexistent}
best=
best_major=
for folder in \
  /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* \
  /opt/*jdk* /opt/*java* /opt/*java*/* /opt/*temurin* /opt/*graalvm* /usr/local/*jdk* \
  "${SDKMAN_DIR:-$home/.sdkman}"/candidates/java/* \
  "$home"/.jdks/* \
  "$home"/.gradle/jdks/* \
  "${MISE_DATA_DIR:-${XDG_DATA_HOME:-$home/.local/share}/mise}"/installs/java/* \
  "${ASDF_DATA_DIR:-$home/.asdf}"/installs/java/* \
  /Library/Java/JavaVirtualMachines/* "$home"/Library/Java/JavaVirtualMachines/* \
  /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk* /home/linuxbrew/.linuxbrew/opt/openjdk*; do
  [ -d "$folder" ] || continue
  for inside in '' /Contents/Home /libexec/openjdk.jdk/Contents/Home /libexec; do
    read_major "$folder$inside" || continue
    [ "$major" -ge "$least" ] || continue
    [ "$major" -ne "$least" ] || take "$folder$inside"
    if [ -z "$best" ] || [ "$major" -lt "$best_major" ]; then
      best=$folder$inside
      best_major=$major
    fi
  done
done
take "$best"

{
  echo "yoco4j needs a JDK $least or newer: install one, e.g. Eclipse Temurin $least, or set JAVA_HOME to one."
  echo "For example: apt install temurin-$least-jdk, brew install openjdk@$least, sdk install java $least-tem."
  [ -z "$seen" ] || echo "The JDKs found are too old:$seen."
} >&2
exit 1
