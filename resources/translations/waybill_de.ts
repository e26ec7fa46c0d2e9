<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>Waybill</name>
  <message>
   <location filename="../../desktop_app/bootstrap.py" />
   <source>No company address is given. Your admin knows it.</source>
   <translation>Es ist keine Adresse einer Firma angegeben. Ihr Admin kennt sie.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/bootstrap.py" />
   <source>Nobody is signed in. `waybill sign-in` signs you in.</source>
   <translation>Niemand ist angemeldet. `waybill sign-in` meldet Sie an.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/bootstrap.py" />
   <source>This computer is set up for the company at {company} ({where}). To use another, ask your IT.</source>
   <translation>Dieser Computer ist für die Firma unter {company} eingerichtet ({where}). Eine andere kann Ihre IT einrichten.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/bootstrap.py" />
   <source>Whom this computer trusts is set by your IT ({where}). Leave sslrootcert out of the address.</source>
   <translation>Wem dieser Computer vertraut, hat Ihre IT festgelegt ({where}). Lassen Sie sslrootcert in der Adresse weg.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/access.py" />
   <source>This is the password you have. Choose another.</source>
   <translation>Das ist das Passwort, das Sie haben. Wählen Sie ein anderes.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/cycles.py" />
   <source>There is no such cycle.</source>
   <translation>Diesen Zyklus gibt es nicht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/cycles.py" />
   <source>There is no cycle {name} in this project. `waybill cycle list` shows those there are.</source>
   <translation>Es gibt keinen Zyklus {name} in diesem Projekt. `waybill cycle list` zeigt, welche es gibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/cycles.py" />
   <source>s3://{bucket_name}/{s3_prefix} is sent with credentials that the company's server lends, and you are signed in at its database. Sign in at the server's address (https), or ask your admin to let the project use your own AWS credentials.</source>
   <translation>s3://{bucket_name}/{s3_prefix} wird mit Zugangsdaten gesendet, die der Server der Firma leiht; Sie sind aber an ihrer Datenbank angemeldet. Melden Sie sich an der Adresse des Servers (https) an, oder bitten Sie Ihren Admin, das Projekt Ihre eigenen AWS-Zugangsdaten nutzen zu lassen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/cycles.py" />
   <source>A cycle's number is 1 or more, and below two billion.</source>
   <translation>Die Nummer eines Zyklus ist 1 oder mehr und unter zwei Milliarden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/cycles.py" />
   <source>Several cycles are named {name}. Give the cycle's number instead.</source>
   <translation>Mehrere Zyklen heißen {name}. Geben Sie stattdessen die Nummer an.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/cycles.py" />
   <source>There is no such project.</source>
   <translation>Dieses Projekt gibt es nicht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/projects.py" />
   <source>An endpoint's address looks like https://s3.example.com.</source>
   <translation>Die Adresse eines Endpunkts sieht aus wie https://s3.example.com.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/projects.py" />
   <source>Buckets are addressed in the path, virtual (in the host's name), or auto.</source>
   <translation>Buckets werden im Pfad (path), im Hostnamen (virtual) oder selbsttätig (auto) angesprochen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/projects.py" />
   <source>Credentials come from the workstation (chain) or are lent by the server (server).</source>
   <translation>Zugangsdaten kommen vom Arbeitsplatz (chain) oder werden vom Server geliehen (server).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/projects.py" />
   <source>There is no project {name}. `waybill project list` shows those there are.</source>
   <translation>Es gibt kein Projekt {name}. `waybill project list` zeigt, welche es gibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/statistics.py" />
   <source>{what} is not a time zone. One looks like Europe/Berlin.</source>
   <translation>{what} ist keine Zeitzone. Eine sieht aus wie Europe/Berlin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/uploads.py" />
   <source>The company's database does not take this record: {error}</source>
   <translation>Die Datenbank der Firma nimmt diesen Eintrag nicht an: {error}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/users.py" />
   <source>There is no such user.</source>
   <translation>Diesen Benutzer gibt es nicht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/users.py" />
   <source>There is no user {name}. `waybill user list` shows those there are.</source>
   <translation>Es gibt keinen Benutzer {name}. `waybill user list` zeigt, welche es gibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/users.py" />
   <source>Only an admin may change other people's accounts. Ask yours.</source>
   <translation>Nur ein Admin darf Konten anderer ändern. Fragen Sie Ihren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/users.py" />
   <source>Only an admin may give somebody another role, and nobody themself. Ask yours.</source>
   <translation>Nur ein Admin darf jemandem eine andere Rolle geben, und niemand sich selbst. Fragen Sie Ihren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/areas/users.py" />
   <source>Only an admin may rename or deactivate an account. Ask yours.</source>
   <translation>Nur ein Admin darf ein Konto umbenennen oder sperren. Fragen Sie Ihren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>The {field} holds no control characters but ends of lines and tabs.</source>
   <translation>{field} enthält keine Steuerzeichen außer Zeilenenden und Tabulatoren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>The {field} is one line without control characters.</source>
   <translation>{field} ist eine Zeile ohne Steuerzeichen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>The {field} is empty.</source>
   <translation>{field} ist leer.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>The {field} is yes or no.</source>
   <translation>{field} ist ja oder nein.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>A {field} is 1 to 32 letters (a to z), digits, hyphens and underscores, such as SHORE.</source>
   <translation>{field} besteht aus 1 bis 32 Buchstaben (a bis z), Ziffern, Binde- und Unterstrichen, etwa SHORE.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>A {field} has at most {max_username} characters.</source>
   <translation>{field} hat höchstens {max_username} Zeichen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>A {field} is letters, digits and . _ - + @, without blanks.</source>
   <translation>{field} besteht aus Buchstaben, Ziffern und . _ - + @, ohne Leerzeichen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>An e-mail address looks like name@example.com.</source>
   <translation>Eine E-Mail-Adresse sieht aus wie name@example.com.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>The {field} is not valid Unicode.</source>
   <translation>{field} ist kein gültiges Unicode.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/checks.py" />
   <source>The {field} is one of {kind}.</source>
   <translation>{field} ist eins von {kind}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/addresses.py" />
   <source>The company's address cannot be used. {why} {how_an_address_looks}</source>
   <translation>Die Adresse der Firma ist nicht brauchbar. {why} {how_an_address_looks}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/addresses.py" />
   <source>The address {address} asks for sslmode={asked}, with which anybody on the way to {host} can pose as the company and read passwords. Take sslmode out of the address. If the way is safe by other means, your admin can tell you to set WAYBILL_INSECURE_COMPANY=yes.</source>
   <translation>Die Adresse {address} verlangt sslmode={asked}; damit kann sich jeder auf dem Weg zu {host} als die Firma ausgeben und Passwörter lesen. Nehmen Sie sslmode aus der Adresse. Ist der Weg auf andere Art sicher, kann Ihr Admin Ihnen sagen, WAYBILL_INSECURE_COMPANY=yes zu setzen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/addresses.py" />
   <source>The address {address} is not encrypted: anybody on the way to {host} can read passwords. Write https. If the way is safe by other means, your admin can tell you to set WAYBILL_INSECURE_COMPANY=yes.</source>
   <translation>Die Adresse {address} ist nicht verschlüsselt: Jeder auf dem Weg zu {host} kann Passwörter mitlesen. Schreiben Sie https. Ist der Weg anders geschützt, kann Ihr Admin Sie bitten, WAYBILL_INSECURE_COMPANY=yes zu setzen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/engines.py" />
   <source>This takes the address of the company's database itself, not of its server {address}.</source>
   <translation>Hierfür braucht es die Adresse der Datenbank der Firma selbst, nicht die ihres Servers {address}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The company at {address} does not answer ({reason}). Check the network and the address; if both are right, tell your admin.</source>
   <translation>Die Firma unter {address} antwortet nicht ({reason}). Prüfen Sie das Netz und die Adresse; stimmen beide, sagen Sie es Ihrem Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The company at {address} wants the password of its login {login}. Your admin has it; it is not your own.</source>
   <translation>Die Firma unter {address} verlangt das Passwort ihrer Datenbank-Anmeldung {login}. Ihr Admin hat es; es ist nicht Ihr eigenes.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The server at {host} has a certificate for another host ({reason}). Either the address names the host in another way than the certificate, or somebody is in between. Nothing was sent. Your admin knows the right address, or can give the server a certificate for it.</source>
   <translation>Der Server {host} hat ein Zertifikat für einen anderen Host ({reason}). Entweder nennt die Adresse den Host anders als das Zertifikat, oder jemand ist dazwischen. Nichts wurde gesendet. Ihr Admin kennt die richtige Adresse oder kann dem Server ein passendes Zertifikat geben.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The server at {host} has a certificate that no authority this computer trusts vouches for, or that is not valid today. Nothing was sent. Your admin can give you the authority's file, to be named in the address as ?sslrootcert=FILE, or renew the server's certificate. Check this computer's date, too.</source>
   <translation>Der Server {host} hat ein Zertifikat, für das keine Stelle bürgt, der dieser Computer vertraut, oder das heute nicht gilt. Nichts wurde gesendet. Ihr Admin kann Ihnen die Datei der Stelle geben, die in der Adresse als ?sslrootcert=DATEI zu nennen ist, oder das Zertifikat des Servers erneuern. Prüfen Sie auch das Datum dieses Computers.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The server at {host} does not speak TLS, so it cannot prove that it is the company, and passwords could be read on the way. Nothing was sent. Your admin can switch TLS on.</source>
   <translation>Der Server {host} spricht kein TLS; er kann also nicht beweisen, dass er die Firma ist, und Passwörter könnten unterwegs gelesen werden. Nichts wurde gesendet. Ihr Admin kann TLS einschalten.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>A certificate file for {host} cannot be used ({reason}). Check the files that the address names, or ask your admin for them.</source>
   <translation>Eine Zertifikatsdatei für {host} ist nicht brauchbar ({reason}). Prüfen Sie die Dateien, die die Adresse nennt, oder bitten Sie Ihren Admin um sie.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The server at {host} wants the login's password in clear, over a connection that does not prove who reads it. It was not sent. Your admin can let the server ask by SCRAM, or switch TLS on; the address then says ?sslmode=verify-full.</source>
   <translation>Der Server {host} will das Passwort der Anmeldung im Klartext, über eine Verbindung, die nicht beweist, wer es liest. Es wurde nicht gesendet. Ihr Admin kann den Server per SCRAM fragen lassen oder TLS einschalten; die Adresse enthält dann ?sslmode=verify-full.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>A safe connection to {host} cannot be made ({reason}). Nothing was sent. Your admin can look at the server's TLS settings.</source>
   <translation>Eine sichere Verbindung zu {host} ist nicht möglich ({reason}). Nichts wurde gesendet. Ihr Admin kann sich die TLS-Einstellungen des Servers ansehen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The company at {address} does not take this login and password ({reason}). This is the password of the company's login {login}, not your own. Your admin has it, and can make another.</source>
   <translation>Die Firma unter {address} nimmt diese Anmeldung mit diesem Passwort nicht an ({reason}). Gemeint ist das Passwort der Datenbank-Anmeldung {login} der Firma, nicht Ihr eigenes. Ihr Admin hat es und kann ein neues machen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>There is no company at {address} for the login {login} ({reason}). Check the address, or ask your admin for it.</source>
   <translation>Unter {address} gibt es keine Firma für die Anmeldung {login} ({reason}). Prüfen Sie die Adresse, oder fragen Sie Ihren Admin danach.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The company at {address} has no connection free for the login {login} at the moment ({reason}). Try again in a minute; if it stays so, your admin can raise the limit.</source>
   <translation>Die Firma unter {address} hat für die Anmeldung {login} gerade keine Verbindung frei ({reason}). Versuchen Sie es in einer Minute noch einmal; bleibt es so, kann Ihr Admin die Grenze erhöhen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The server at {host} takes connections with TLS only, and the address asks for none. Take sslmode out of the address, or ask your admin for the right one.</source>
   <translation>Der Server {host} nimmt nur Verbindungen mit TLS an, und die Adresse verlangt keines. Nehmen Sie sslmode aus der Adresse, oder fragen Sie Ihren Admin nach der richtigen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The server at {host} does not let this computer in ({reason}). Your admin can change that in its pg_hba.conf.</source>
   <translation>Der Server {host} lässt diesen Computer nicht herein ({reason}). Ihr Admin kann das in seiner pg_hba.conf ändern.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/connect/errors.py" />
   <source>The company at {address} no longer takes the password that this computer has for its login {user}. It is not your own password. Your admin has the new one. What waits to be delivered is kept.</source>
   <translation>Die Firma unter {address} nimmt das Passwort nicht mehr an, das dieser Computer für ihre Datenbank-Anmeldung {user} hat. Es ist nicht Ihr eigenes Passwort. Ihr Admin hat das neue. Was noch übermittelt werden muss, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/database.py" />
   <source>The company at {address} does not answer ({reason}). Look at the address and at the network. What is being sent goes on, and its records follow.</source>
   <translation>Die Firma unter {address} antwortet nicht ({reason}). Prüfen Sie die Adresse und das Netzwerk. Was gerade gesendet wird, geht weiter; die Aufzeichnungen folgen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/database.py" />
   <source>This takes an admin, or somebody has deleted it meanwhile. Ask your admin.</source>
   <translation>Dazu braucht es einen Admin, oder jemand hat es inzwischen gelöscht. Fragen Sie Ihren Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/database.py" />
   <source>This does not go together with what the company has ({reason}).</source>
   <translation>Das passt nicht zu dem, was die Firma hat ({reason}).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/database.py" />
   <source>The company's database does not allow this ({said}).</source>
   <translation>Die Datenbank der Firma erlaubt das nicht ({said}).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/database.py" />
   <source>This is more than the company's database has room for ({said}).</source>
   <translation>Das ist mehr, als die Datenbank der Firma fasst ({said}).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/http/client.py" />
   <source>The company's server did not do this: {why} ({status}). If trying again does not help, tell your admin these words.</source>
   <translation>Der Server der Firma hat das nicht getan: {why} ({status}). Hilft ein neuer Versuch nicht, sagen Sie Ihrem Admin diese Worte.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/http/client.py" />
   <source>What answers at {address} is no Waybill server. Check the address.</source>
   <translation>Was unter {address} antwortet, ist kein Waybill-Server. Prüfen Sie die Adresse.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/http/client.py" />
   <source>The server at {address} cannot prove that it is the company's ({reason}). Nothing was sent to it. Ask your admin.</source>
   <translation>Der Server unter {address} kann nicht beweisen, dass er der Ihrer Firma ist ({reason}). Es wurde nichts an ihn gesendet. Fragen Sie Ihren Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/http/uploads.py" />
   <source>The company's server does not take this record: {error}</source>
   <translation>Der Server der Firma nimmt diesen Eintrag nicht an: {error}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/inspection.py" />
   <source>There is no company at {address}. Check the address.</source>
   <translation>Unter {address} gibt es keine Firma. Prüfen Sie die Adresse.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/inspection.py" />
   <source>The database at {address} holds no company. Check the address.</source>
   <translation>Die Datenbank unter {address} enthält keine Firma. Prüfen Sie die Adresse.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/passwords.py" />
   <source>A password has at least {min_length} characters.</source>
   <translation>Ein Passwort hat mindestens {min_length} Zeichen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/passwords.py" />
   <source>A password is valid Unicode of at most {max_bytes} bytes.</source>
   <translation>Ein Passwort ist gültiges Unicode von höchstens {max_bytes} Byte.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/passwords.py" />
   <source>A password is not the username.</source>
   <translation>Ein Passwort ist nicht der Benutzername.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/passwords.py" />
   <source>This is the demo's password, which everybody knows. Choose another.</source>
   <translation>Das ist das Passwort der Demo, das jeder kennt. Wählen Sie ein anderes.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/postgres/foundation.py" />
   <source>This is PostgreSQL {version}; Waybill needs {oldest} or newer.</source>
   <translation>Das ist PostgreSQL {version}; Waybill braucht {oldest} oder neuer.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/postgres/foundation.py" />
   <source>This takes a role that may act as {owner}, or a superuser. The address names neither.</source>
   <translation>Dazu braucht es eine Rolle, die als {owner} handeln darf, oder einen Superuser. Die Adresse nennt keins von beiden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/postgres/foundation.py" />
   <source>The database holds something else already (in schema {foreign}). Waybill needs a database of its own; make an empty one. One of an earlier uploader is taken over with `waybill company adopt`.</source>
   <translation>In der Datenbank ist schon etwas anderes (im Schema {foreign}). Waybill braucht eine eigene Datenbank; legen Sie eine leere an. Die eines früheren Programms übernimmt `waybill company adopt`.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/postgres/foundation.py" />
   <source>The database has schemas of Waybill's names ({schemas}) that Waybill did not make. Use an empty database.</source>
   <translation>Die Datenbank hat Schemas mit Waybills Namen ({schemas}), die nicht von Waybill sind. Nehmen Sie eine leere Datenbank.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/postgres/foundation.py" />
   <source>This takes a role that may make roles (CREATEROLE), or a superuser.</source>
   <translation>Dazu braucht es eine Rolle, die Rollen anlegen darf (CREATEROLE), oder einen Superuser.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/postgres/foundation.py" />
   <source>The role {name} is a superuser or passes row-level security by; it must not. Alter it first.</source>
   <translation>Die Rolle {name} ist Superuser oder umgeht die Zeilensicherheit; das darf sie nicht. Ändern Sie sie zuerst.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/refusals.py" />
   <source>Username and password do not match. Check both; capitals count in the password.</source>
   <translation>Benutzername und Passwort passen nicht zusammen. Prüfen Sie beide; im Passwort zählen Groß- und Kleinbuchstaben.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/refusals.py" />
   <source>There were too many wrong passwords for this username. It opens again by itself 15 minutes after them. If they were not yours, tell your admin.</source>
   <translation>Für diesen Benutzernamen gab es zu viele falsche Passwörter. 15 Minuten danach geht es von selbst wieder. Waren es nicht Ihre, sagen Sie es Ihrem Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/refusals.py" />
   <source>Your company is not active. Ask those who run Waybill for you.</source>
   <translation>Ihre Firma ist nicht aktiv. Fragen Sie die, die Waybill für Sie betreiben.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/refusals.py" />
   <source>This account is not active. Ask your admin to activate it.</source>
   <translation>Dieses Konto ist nicht aktiv. Bitten Sie Ihren Admin, es zu aktivieren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/refusals.py" />
   <source>The password was given by an admin. Choose one of your own to go on.</source>
   <translation>Das Passwort hat ein Admin vergeben. Wählen Sie ein eigenes, um weiterzumachen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/refusals.py" />
   <source>You are signed out. Sign in again to go on; what waits to be delivered is kept.</source>
   <translation>Sie sind abgemeldet. Melden Sie sich wieder an, um weiterzumachen; was noch übermittelt werden muss, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/refusals.py" />
   <source>The company did not note this sign-in in time. Sign in again.</source>
   <translation>Die Firma hat diese Anmeldung nicht rechtzeitig vermerkt. Melden Sie sich noch einmal an.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/renewal.py" />
   <source>Nobody is signed in. Sign in to go on.</source>
   <translation>Niemand ist angemeldet. Melden Sie sich an, um fortzufahren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/scope.py" />
   <source>There is no such thing.</source>
   <translation>Das gibt es nicht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/setup.py" />
   <source>The company at {address} has schema {present}, this Waybill needs {known}. Let your admin run `waybill company upgrade`.</source>
   <translation>Die Firma unter {address} hat Schema {present}, dieses Waybill braucht {known}. Lassen Sie Ihren Admin `waybill company upgrade` ausführen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/setup.py" />
   <source>The company at {address} was upgraded by a newer Waybill (schema {present}, this one knows {known}). Update Waybill.</source>
   <translation>Die Firma unter {address} wurde von einem neueren Waybill umgestellt (Schema {present}, dieses kennt {known}). Aktualisieren Sie Waybill.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/setup.py" />
   <source>A company in a SQLite file has no login; whoever has the file has the company.</source>
   <translation>Eine Firma in einer SQLite-Datei hat keinen Datenbankzugang; wer die Datei hat, hat die Firma.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/setup.py" />
   <source>There is no company at {address}. Check the address, or ask your admin for it.</source>
   <translation>Unter {address} gibt es keine Firma. Prüfen Sie die Adresse, oder fragen Sie Ihren Admin danach.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/setup.py" />
   <source>Which company? Give its --code. Those that fit: {known}.</source>
   <translation>Welche Firma? Geben Sie ihren --code an. Es passen: {known}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/setup.py" />
   <source>There is a user {username} already.</source>
   <translation>Einen Benutzer {username} gibt es schon.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/setup.py" />
   <source>There is a company at {address} already. A SQLite file holds one; choose another file.</source>
   <translation>Unter {address} gibt es schon eine Firma. Eine SQLite-Datei fasst eine; wählen Sie eine andere Datei.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/setup.py" />
   <source>There is a company of the code {code} in this database already. Choose another code.</source>
   <translation>Eine Firma mit dem Code {code} gibt es in dieser Datenbank schon. Wählen Sie einen anderen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/setup.py" />
   <source>The login of {address} may not do this ({said}). Use its owner's or a superuser's.</source>
   <translation>Der Zugang aus {address} darf das nicht ({said}). Nehmen Sie den des Eigentümers oder eines Superusers.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/gate.py" />
   <source>Your own password is changed with the old one.</source>
   <translation>Das eigene Passwort ändert man mit dem alten.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/rules.py" />
   <source>Only an admin may {permission}. Ask yours.</source>
   <translation>Nur ein Admin darf das ({permission}). Fragen Sie Ihren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/rules.py" />
   <source>You cannot take your own rights or deactivate yourself. Ask another admin.</source>
   <translation>Sie können sich nicht selbst die Rechte nehmen oder sperren. Fragen Sie einen anderen Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/rules.py" />
   <source>You cannot delete yourself. Ask another admin.</source>
   <translation>Sie können sich nicht selbst löschen. Fragen Sie einen anderen Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/rules.py" />
   <source>{username} has uploads in the history, so deleting is not possible. Deactivate the account instead.</source>
   <translation>{username} hat Uploads im Verlauf, deshalb ist Löschen nicht möglich. Sperren Sie das Konto stattdessen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/rules.py" />
   <source>An upload is being sent from {what}. Wait until it has ended, or cancel it there.</source>
   <translation>Ein Upload von {what} läuft gerade. Warten Sie, bis er zu Ende ist, oder brechen Sie ihn dort ab.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/rules.py" />
   <source>The prefix {s3_prefix} overlaps another cycle's in the bucket {bucket_name}. Choose another.</source>
   <translation>Das Präfix {s3_prefix} überschneidet sich mit dem eines anderen Zyklus im Bucket {bucket_name}. Wählen Sie ein anderes.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>This upload was deleted from the company's history.</source>
   <translation>Dieser Upload wurde aus dem Verlauf der Firma gelöscht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>The company does not know the upload that these files belong to.</source>
   <translation>Die Firma kennt den Upload nicht, zu dem diese Dateien gehören.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>This upload has ended; there is nothing to take over.</source>
   <translation>Dieser Upload ist zu Ende; es gibt nichts zu übernehmen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>{what} is sending this upload. It can be taken over once nothing was heard of it for 15 minutes.</source>
   <translation>{what} sendet diesen Upload. Er kann übernommen werden, wenn 15 Minuten nichts von ihm zu hören war.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>This job is for another upload.</source>
   <translation>Dieser Auftrag gilt einem anderen Upload.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>The project or cycle of this upload is no longer in the company, or not active.</source>
   <translation>Das Projekt oder der Zyklus dieses Uploads ist nicht mehr in der Firma oder nicht aktiv.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>{what} has taken this upload over.</source>
   <translation>{what} hat diesen Upload übernommen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>This upload is another person's.</source>
   <translation>Dieser Upload gehört jemand anderem.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>Nobody has taken this upload over {what} times.</source>
   <translation>Niemand hat diesen Upload {what}-mal übernommen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>The company knows no such upload.</source>
   <translation>Die Firma kennt diesen Upload nicht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/company/sqlite/uploads.py" />
   <source>{relative_path} is {now} and cannot become {then} again.</source>
   <translation>{relative_path} ist {now} und kann nicht wieder {then} werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/bandwidth.py" />
   <source>'{text_}' is no rate. Write bytes per second, as in 500K or 2M.</source>
   <translation>'{text_}' ist keine Geschwindigkeit. Schreiben Sie Bytes je Sekunde, wie 500K oder 2M.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/bandwidth.py" />
   <source>'{text_}' is no time of a day. Write it as in 08:00.</source>
   <translation>'{text_}' ist keine Uhrzeit. Schreiben Sie sie wie 08:00.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/bandwidth.py" />
   <source>'{line}' is no limit by the hour. Write it as in 'mon-fri 08:00-18:00 2M'.</source>
   <translation>'{line}' ist keine Grenze nach Uhrzeit. Schreiben Sie sie wie 'mon-fri 08:00-18:00 2M'.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/bandwidth.py" />
   <source>'{line}' begins when it ends. A whole day is 00:00-24:00.</source>
   <translation>'{line}' beginnt, wenn es endet. Ein ganzer Tag ist 00:00-24:00.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/bandwidth.py" />
   <source>'{part}' names no days. Write mon, tue, wed, thu, fri, sat and sun, as in mon-fri,sun.</source>
   <translation>'{part}' nennt keine Tage. Schreiben Sie mon, tue, wed, thu, fri, sat und sun, wie in mon-fri,sun.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>you</source>
   <translation>Sie</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>your admin</source>
   <translation>Ihr Admin</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>nobody: a bug</source>
   <translation>niemand: ein Programmfehler</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Something went wrong</source>
   <translation>Etwas ging schief</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Waybill made a mistake</source>
   <translation>Waybill hat einen Fehler gemacht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>That will not do</source>
   <translation>Das geht so nicht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Not found</source>
   <translation>Nicht gefunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Already there</source>
   <translation>Schon vorhanden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Not allowed</source>
   <translation>Nicht erlaubt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Not possible now</source>
   <translation>Jetzt nicht möglich</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Nothing to send</source>
   <translation>Nichts zu senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Folder not found</source>
   <translation>Ordner nicht gefunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Sign-in refused</source>
   <translation>Anmeldung abgelehnt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Wrong username or password</source>
   <translation>Benutzername oder Passwort falsch</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Account not active</source>
   <translation>Konto nicht aktiv</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Account locked for a while</source>
   <translation>Konto für eine Weile gesperrt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Choose a new password</source>
   <translation>Wählen Sie ein neues Passwort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Signed out</source>
   <translation>Abgemeldet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>No safe keychain</source>
   <translation>Kein sicherer Schlüsselbund</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Company problem</source>
   <translation>Problem mit der Firma</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Company not reachable</source>
   <translation>Firma nicht erreichbar</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>No company at this address</source>
   <translation>Keine Firma unter dieser Adresse</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Company needs an upgrade</source>
   <translation>Die Firma braucht ein Upgrade</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Company password needed</source>
   <translation>Firmenpasswort gebraucht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Company password changed</source>
   <translation>Firmenpasswort geändert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Connection is not safe</source>
   <translation>Die Verbindung ist nicht sicher</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Record refused by the company</source>
   <translation>Die Firma nimmt den Eintrag nicht an</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Taken over</source>
   <translation>Übernommen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Storage problem</source>
   <translation>Problem mit dem Speicher</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Storage not reachable</source>
   <translation>Speicher nicht erreichbar</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Storage is not trusted</source>
   <translation>Dem Speicher wird nicht vertraut</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Storage is busy</source>
   <translation>Der Speicher ist überlastet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Bucket not found</source>
   <translation>Bucket nicht gefunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>No permission</source>
   <translation>Keine Berechtigung</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>No valid AWS credentials</source>
   <translation>Keine gültigen AWS-Zugangsdaten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Clock is off</source>
   <translation>Die Uhr geht falsch</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Damaged on the way</source>
   <translation>Unterwegs beschädigt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Storage does not know this checksum</source>
   <translation>Der Speicher kennt diese Prüfsumme nicht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Not confirmed</source>
   <translation>Nicht bestätigt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Upload was dropped by the storage</source>
   <translation>Der Speicher hat den Upload verworfen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Already in the bucket</source>
   <translation>Schon im Bucket</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Refused by the storage</source>
   <translation>Vom Speicher abgelehnt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>File problem</source>
   <translation>Problem mit einer Datei</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Cannot be read</source>
   <translation>Nicht lesbar</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>File is gone</source>
   <translation>Datei ist weg</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Changed while it was read</source>
   <translation>Beim Lesen geändert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Not a file</source>
   <translation>Keine Datei</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Not on this computer</source>
   <translation>Nicht auf diesem Computer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Broken link</source>
   <translation>Kaputte Verknüpfung</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Name is not Unicode</source>
   <translation>Name ist kein Unicode</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Names collide</source>
   <translation>Namen fallen zusammen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Name is taken</source>
   <translation>Name ist vergeben</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Name too long</source>
   <translation>Name zu lang</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>File too large</source>
   <translation>Datei zu groß</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Journal problem</source>
   <translation>Problem mit dem Journal</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Disk is full</source>
   <translation>Datenträger ist voll</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Journal is damaged</source>
   <translation>Das Journal ist beschädigt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Journal is from a newer Waybill</source>
   <translation>Das Journal ist von einem neueren Waybill</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Already running</source>
   <translation>Läuft schon</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Settings of this computer cannot be used</source>
   <translation>Einstellungen dieses Computers nicht brauchbar</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Set by your IT</source>
   <translation>Von Ihrer IT festgelegt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Update not possible</source>
   <translation>Aktualisierung nicht möglich</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Updates not reachable</source>
   <translation>Aktualisierungen nicht erreichbar</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Update refused</source>
   <translation>Aktualisierung abgelehnt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Receipt not saved</source>
   <translation>Beleg nicht gespeichert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Support bundle not saved</source>
   <translation>Support-Paket nicht gespeichert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/errors.py" />
   <source>Demo not available</source>
   <translation>Demo nicht verfügbar</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/names.py" />
   <source>The key would be {length} bytes, and S3 takes at most {max_key_bytes}. Shorten the path or prefix.</source>
   <translation>Der Schlüssel wäre {length} Byte lang, und S3 nimmt höchstens {max_key_bytes}. Kürzen Sie Pfad oder Präfix.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/names.py" />
   <source>A prefix is a path like survey/cycle-001/: no empty, . or .. part, no slash in front.</source>
   <translation>Ein Präfix ist ein Pfad wie survey/cycle-001/: kein leerer Teil, kein . oder .., kein Schrägstrich am Anfang.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/names.py" />
   <source>A prefix holds no control characters and no backslash.</source>
   <translation>Ein Präfix enthält keine Steuerzeichen und keinen umgekehrten Schrägstrich.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/names.py" />
   <source>A prefix is at most {what} bytes, so that keys stay below S3's limit.</source>
   <translation>Ein Präfix hat höchstens {what} Byte, damit Schlüssel unter der Grenze von S3 bleiben.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/names.py" />
   <source>The name {path} is not valid UTF-8, and S3 takes no other. Rename it and send it again.</source>
   <translation>Der Name {path} ist kein gültiges UTF-8, und S3 nimmt nichts anderes. Benennen Sie die Datei um und senden Sie sie noch einmal.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/states.py" />
   <source>An upload that is {now} cannot become {then}.</source>
   <translation>Ein Upload, der {now} ist, kann nicht {then} werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/states.py" />
   <source>An upload that is {now} cannot become {then} again.</source>
   <translation>Ein Upload, der {now} ist, kann nicht wieder {then} werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/domain/states.py" />
   <source>A file that is {now} cannot become {then} again.</source>
   <translation>Eine Datei, die {now} ist, kann nicht wieder {then} werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/disk_file.py" />
   <source>{path} was changed while it was read. Verify it again.</source>
   <translation>{path} wurde beim Lesen geändert. Prüfen Sie noch einmal.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/disk_file.py" />
   <source>{path} is not on this disk.</source>
   <translation>{path} ist nicht auf diesem Datenträger.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/excludes.py" />
   <source>This is no pattern as in .gitignore: {error}.</source>
   <translation>Das ist kein Muster wie in .gitignore: {error}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/handover.py" />
   <source>{path} was sent by the other workstation with other contents than it has in this folder. What was sent is kept. Send this folder to another cycle, or again as a new upload that replaces it.</source>
   <translation>{path} hat der andere Computer mit anderem Inhalt gesendet, als in diesem Ordner ist. Was gesendet wurde, bleibt. Senden Sie diesen Ordner in einen anderen Zyklus, oder noch einmal als neuen Upload, der ersetzt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/large_files.py" />
   <source>{key} was changed while it was sent. It is sent again as it is now.</source>
   <translation>{key} wurde beim Senden geändert. Es wird noch einmal gesendet, wie es jetzt ist.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/lending.py" />
   <source>{role_arn} is no ARN of a role.</source>
   <translation>{role_arn} ist keine ARN einer Rolle.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/lending.py" />
   <source>{bucket_name} is no bucket's name.</source>
   <translation>{bucket_name} ist kein Name eines Buckets.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/lending.py" />
   <source>AWS does not let this server lend credentials by {role_arn} ({error}).</source>
   <translation>AWS lässt diesen Server über {role_arn} keine Zugangsdaten verleihen ({error}).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/lending.py" />
   <source>AWS's Security Token Service does not answer ({error}).</source>
   <translation>Der Security Token Service von AWS antwortet nicht ({error}).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/plan.py" />
   <source>{path} was sent to {address} from {local_directory}, with other contents. Send this folder to another cycle, or choose to replace what is there (--replace).</source>
   <translation>{path} wurde aus {local_directory} nach {address} gesendet, mit anderem Inhalt. Senden Sie diesen Ordner in einen anderen Zyklus, oder wählen Sie, dass Vorhandenes ersetzt wird (--replace).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/plan.py" />
   <source>The file is {what} TiB, and S3 takes at most 5 TiB. Split it.</source>
   <translation>Die Datei hat {what} TiB, und S3 nimmt höchstens 5 TiB. Teilen Sie sie.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/probing.py" />
   <source>{endpoint} does not take {algorithm} checksums, as this project uses them, but {what}. An admin can set the project's checksum to {taken}: in the window, or by `waybill project update NAME --checksum {taken}`. Nothing was sent.</source>
   <translation>{endpoint} nimmt keine {algorithm}-Prüfsummen, wie dieses Projekt sie verwendet, aber {what}. Ein Admin kann die Prüfsumme des Projekts auf {taken} stellen: im Fenster oder mit `waybill project update NAME --checksum {taken}`. Nichts wurde gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3.py" />
   <source>The storage answered for {key} without an upload id, so nothing of it was sent. Try again; if it stays so, tell your admin.</source>
   <translation>Der Speicher hat für {key} ohne Upload-Kennung geantwortet; davon wurde nichts gesendet. Versuchen Sie es noch einmal; bleibt es so, sagen Sie es Ihrem Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3.py" />
   <source>The storage answered for {key} with the ETag {etag}; its parts make {expected}. It does not count as sent. Try again; if it stays so, tell your admin.</source>
   <translation>Der Speicher hat für {key} mit dem ETag {etag} geantwortet; seine Teile ergeben {expected}. Es gilt nicht als gesendet. Versuchen Sie es noch einmal; bleibt es so, sagen Sie es Ihrem Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_answers.py" />
   <source>The storage answered for {key} without saying what it has, so it does not count as sent. Try again; if it stays so, tell your admin.</source>
   <translation>Der Speicher hat für {key} nicht gesagt, was er hat; es gilt deshalb nicht als gesendet. Versuchen Sie es noch einmal; bleibt es so, sagen Sie es Ihrem Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_answers.py" />
   <source>The storage holds other bytes of {key} than were sent (checksum {told}, sent {checksum}). It does not count as sent. Try again; if it stays so, tell your admin.</source>
   <translation>Der Speicher hat andere Bytes von {key}, als gesendet wurden (Prüfsumme {told}, gesendet {checksum}). Es gilt nicht als gesendet. Versuchen Sie es noch einmal; bleibt es so, sagen Sie es Ihrem Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_answers.py" />
   <source>The storage holds other bytes of {key} than were sent (MD5 {etag}, sent {sent}). It does not count as sent. Try again; if it stays so, tell your admin.</source>
   <translation>Der Speicher hat andere Bytes von {key}, als gesendet wurden (MD5 {etag}, gesendet {sent}). Es gilt nicht als gesendet. Versuchen Sie es noch einmal; bleibt es so, sagen Sie es Ihrem Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>is {minutes} minutes behind the storage's</source>
   <translation>geht gegenüber der des Speichers {minutes} Minuten nach</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>then go on; what was sent is kept.</source>
   <translation>und fahren Sie fort; was gesendet wurde, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>{where} refused {what}: {answer}. What was sent is kept. If trying again does not help, tell your admin these words.</source>
   <translation>{where} hat {what} abgelehnt: {answer}. Was gesendet wurde, bleibt. Hilft ein neuer Versuch nicht, sagen Sie Ihrem Admin diese Worte.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>AWS S3 in {region}</source>
   <translation>AWS S3 in {region}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>The request to {where} could not be made: {error}. What was sent is kept. If trying again does not help, tell your admin these words.</source>
   <translation>Die Anfrage an {where} war nicht möglich: {error}. Was gesendet wurde, bleibt. Hilft ein neuer Versuch nicht, sagen Sie Ihrem Admin diese Worte.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>The certificate of {where} is not trusted ({reason}). If an authority of your company has signed it, get its certificate as a file from your admin, and name the file by AWS_CA_BUNDLE, or by ca_bundle in your AWS profile.</source>
   <translation>Dem Zertifikat von {where} wird nicht vertraut ({reason}). Hat eine Zertifizierungsstelle Ihrer Firma es unterschrieben, lassen Sie sich deren Zertifikat von Ihrem Admin als Datei geben und nennen Sie die Datei in AWS_CA_BUNDLE oder als ca_bundle in Ihrem AWS-Profil.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>{key} is in the bucket already, and this project never overwrites: what is there is kept. Rename the file, or send the folder to another cycle.</source>
   <translation>{key} ist schon im Bucket, und dieses Projekt überschreibt nie: Was dort ist, bleibt. Benennen Sie die Datei um, oder senden Sie den Ordner in einen anderen Zyklus.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>is {minutes} minutes ahead of the storage's</source>
   <translation>geht gegenüber der des Speichers {minutes} Minuten vor</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>The bucket {bucket} does not exist at {where}. Ask your admin to create it or to correct the project.</source>
   <translation>Den Bucket {bucket} gibt es bei {where} nicht. Bitten Sie Ihren Admin, ihn anzulegen oder das Projekt zu berichtigen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>Your AWS credentials do not allow {operation_name} in s3://{bucket}. Ask your admin for that permission.</source>
   <translation>Ihre AWS-Zugangsdaten erlauben {operation_name} in s3://{bucket} nicht. Bitten Sie Ihren Admin um diese Berechtigung.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>This computer's clock {error}. Set it right, {renew}</source>
   <translation>Die Uhr dieses Computers {error}. Stellen Sie sie richtig, {renew}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>{where} is busy ({what}). Try again later; what was sent is kept.</source>
   <translation>{where} ist überlastet ({what}). Versuchen Sie es später noch einmal; was gesendet wurde, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>The bytes of {key} did not arrive as they were sent; the storage refused them ({code}). Try again; if it stays so, something on the way changes what is sent: tell your admin.</source>
   <translation>Die Bytes von {key} kamen nicht an, wie sie gesendet wurden; der Speicher hat sie abgelehnt ({code}). Versuchen Sie es noch einmal; bleibt es so, ändert etwas auf dem Weg, was gesendet wird: Sagen Sie es Ihrem Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>The storage no longer has the begun upload of {key}. Try again, which sends it from its beginning; if it stays so, ask your admin how long the bucket keeps begun uploads.</source>
   <translation>Der Speicher hat den begonnenen Upload von {key} nicht mehr. Versuchen Sie es noch einmal; dann wird von vorn gesendet. Bleibt es so, fragen Sie Ihren Admin, wie lange der Bucket begonnene Uploads behält.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>Run `{renewal}`</source>
   <translation>Führen Sie `{renewal}` aus</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>Set up an AWS profile, or renew the one that you have</source>
   <translation>Richten Sie ein AWS-Profil ein, oder erneuern Sie das vorhandene</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>No AWS credentials for s3://{bucket} were found or they could not be renewed ({error}). {advice}, then go on; what was sent is kept.</source>
   <translation>Für s3://{bucket} wurden keine AWS-Zugangsdaten gefunden, oder sie ließen sich nicht erneuern ({error}). {advice}, und fahren Sie fort; was gesendet wurde, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>What answers at {where} is no S3 storage ({error}). Check the network, which may want a sign-in of its own, and the project's endpoint; what was sent is kept.</source>
   <translation>Was bei {where} antwortet, ist kein S3-Speicher ({error}). Prüfen Sie das Netz, das vielleicht eine eigene Anmeldung will, und den Endpunkt des Projekts; was gesendet wurde, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>No answer from {where}. Check the network, then go on; what was sent is kept.</source>
   <translation>Keine Antwort von {where}. Prüfen Sie das Netz, dann fahren Sie fort; was gesendet wurde, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>The certificate of {where} is for another host. Ask your admin whether the project's endpoint is right.</source>
   <translation>Das Zertifikat von {where} ist für einen anderen Host. Fragen Sie Ihren Admin, ob der Endpunkt des Projekts stimmt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>differs too much from the storage's</source>
   <translation>weicht zu sehr von der des Speichers ab</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>{where} does not accept the AWS credentials ({code}). </source>
   <translation>{where} nimmt die AWS-Zugangsdaten nicht an ({code}). </translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>Run `{renewal}`, {renew}</source>
   <translation>Führen Sie `{renewal}` aus, {renew}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/s3_errors.py" />
   <source>Renew them, {renew}</source>
   <translation>Erneuern Sie sie, {renew}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>{name} cannot be read: {what}. Check the disk or network drive and try again.</source>
   <translation>{name} ist nicht lesbar: {what}. Prüfen Sie den Datenträger oder das Netzlaufwerk und versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>The folder {name} is not there. Plug the disk in again or choose another folder; what was sent is kept.</source>
   <translation>Der Ordner {name} ist nicht da. Stecken Sie den Datenträger wieder ein oder wählen Sie einen anderen Ordner; was gesendet wurde, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>Some of the folder could not be listed: {what}. Check the disk and send it again.</source>
   <translation>Ein Teil des Ordners ließ sich nicht auflisten: {what}. Prüfen Sie den Datenträger und senden Sie ihn noch einmal.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>The link {name} leads in a circle. Correct it, or leave it out.</source>
   <translation>Die Verknüpfung {name} führt im Kreis. Berichtigen Sie sie, oder lassen Sie sie aus.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>{name} is no longer there. Put it back and try again, or leave it out.</source>
   <translation>{name} ist nicht mehr da. Legen Sie die Datei zurück und versuchen Sie es noch einmal, oder lassen Sie sie aus.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>{name} may not be read by your user. Change its permissions and try again.</source>
   <translation>{name} darf von Ihrem Benutzer nicht gelesen werden. Ändern Sie die Berechtigungen und versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>The folder {name} may not be opened by your user. Change its permissions and try again.</source>
   <translation>Der Ordner {name} darf von Ihrem Benutzer nicht geöffnet werden. Ändern Sie die Berechtigungen und versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>{names} look different on the disk but are one name in S3. Rename one of them.</source>
   <translation>{names} sehen auf dem Datenträger verschieden aus, sind in S3 aber ein Name. Benennen Sie eine Datei um.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>The link {name} leads to something that is not there. Correct it, or leave it out.</source>
   <translation>Die Verknüpfung {name} führt zu etwas, das nicht da ist. Berichtigen Sie sie, oder lassen Sie sie aus.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>{path} stands for a file in a cloud. Have the cloud's program keep it on this computer, then send it.</source>
   <translation>{path} steht für eine Datei in einer Cloud. Lassen Sie deren Programm sie auf diesem Computer behalten, dann senden Sie sie.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>{path} is {kind}, not a file, and has no contents to send.</source>
   <translation>{path} ist keine Datei ({kind}) und hat keinen Inhalt zum Senden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/scan.py" />
   <source>The link {path} leads back to a folder that holds it. Correct it, or leave it out.</source>
   <translation>Die Verknüpfung {path} führt zurück in einen Ordner, in dem sie liegt. Berichtigen Sie sie, oder lassen Sie sie aus.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/source.py" />
   <source>{path} was changed while it was read. Close the program that writes it and try again.</source>
   <translation>{path} wurde beim Lesen geändert. Schließen Sie das Programm, das hineinschreibt, und versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/source.py" />
   <source>{path} is no longer a file. Put it back and try again, or leave it out.</source>
   <translation>{path} ist keine Datei mehr. Legen Sie sie zurück und versuchen Sie es noch einmal, oder lassen Sie sie aus.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/engine/wire.py" />
   <source>The file of certificate authorities {bundle} cannot be used ({what}). It is named by AWS_CA_BUNDLE, or by ca_bundle in your AWS profile; correct it there.</source>
   <translation>Die Datei mit Zertifizierungsstellen {bundle} ist nicht brauchbar ({what}). Sie steht in AWS_CA_BUNDLE oder als ca_bundle in Ihrem AWS-Profil; berichtigen Sie es dort.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>The company does not take this one. Your admin knows it.</source>
   <translation>Die Firma nimmt dieses nicht an. Ihr Admin kennt es.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>You are signed out wherever else you are signed in. What is being sent here goes on.</source>
   <translation>Überall sonst, wo Sie angemeldet sind, werden Sie abgemeldet. Was hier gesendet wird, läuft weiter.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Change password</source>
   <translation>Passwort ändern</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Your account</source>
   <translation>Ihr Konto</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Username</source>
   <translation>Benutzername</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Role</source>
   <translation>Rolle</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Change your password</source>
   <translation>Ihr Passwort ändern</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Sign in again</source>
   <translation>Wieder anmelden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>As {username} at {company}.</source>
   <translation>Als {username} bei {company}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>&amp;Password</source>
   <translation>&amp;Passwort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Company password</source>
   <translation>Firmenpasswort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Save</source>
   <translation>Speichern</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>&amp;Name</source>
   <translation>&amp;Name</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>&amp;E-mail address</source>
   <translation>&amp;E-Mail-Adresse</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>&amp;New password</source>
   <translation>&amp;Neues Passwort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>New password &amp;again</source>
   <translation>Neues Passwort no&amp;ch einmal</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>&amp;Present password</source>
   <translation>&amp;Jetziges Passwort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Sign in</source>
   <translation>Anmelden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Type your password.</source>
   <translation>Geben Sie Ihr Passwort ein.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>This username is another account by now. Sign out here, and sign in with it.</source>
   <translation>Dieser Benutzername ist inzwischen ein anderes Konto. Melden Sie sich hier ab und mit ihm an.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Go on</source>
   <translation>Fortfahren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Of {address}. It is the same at all of the company's computers.</source>
   <translation>Von {address}. Es ist an allen Computern der Firma dasselbe.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>C&amp;ompany password</source>
   <translation>&amp;Firmenpasswort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>From your admin; it is not your own password.</source>
   <translation>Von Ihrem Admin; es ist nicht Ihr eigenes Passwort.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Type a new password.</source>
   <translation>Geben Sie ein neues Passwort ein.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Type the new password once more.</source>
   <translation>Geben Sie das neue Passwort noch einmal ein.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Type the password you have now.</source>
   <translation>Geben Sie das Passwort ein, das Sie jetzt haben.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>This is not the password of this username.</source>
   <translation>Das ist nicht das Passwort dieses Benutzernamens.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>Type the company's password. Your admin knows it.</source>
   <translation>Geben Sie das Passwort der Firma ein. Ihr Admin kennt es.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/dialogs.py" />
   <source>This is not your present password.</source>
   <translation>Das ist nicht Ihr jetziges Passwort.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_form.py" />
   <source>From your admin, with the address. Kept in the keychain.</source>
   <translation>Von Ihrem Admin, mit der Adresse. Bleibt im Schlüsselbund.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_form.py" />
   <source>Type the company's address. Your admin knows it.</source>
   <translation>Geben Sie die Adresse der Firma ein. Ihr Admin kennt sie.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_form.py" />
   <source>Type your username.</source>
   <translation>Geben Sie Ihren Benutzernamen ein.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_form.py" />
   <source>&amp;Keep me signed in</source>
   <translation>&amp;Angemeldet bleiben</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_form.py" />
   <source>&amp;Company address</source>
   <translation>Adresse der &amp;Firma</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_form.py" />
   <source>&amp;Username</source>
   <translation>&amp;Benutzername</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_form.py" />
   <source>Signing in…</source>
   <translation>Anmeldung läuft…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_new_password.py" />
   <source>At least 8 characters, and not your username.</source>
   <translation>Mindestens 8 Zeichen, und nicht Ihr Benutzername.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_new_password.py" />
   <source>This is not the same as above.</source>
   <translation>Das ist nicht dasselbe wie oben.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_new_password.py" />
   <source>Back</source>
   <translation>Zurück</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_new_password.py" />
   <source>Changing password…</source>
   <translation>Passwort wird geändert…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Sign in to Waybill</source>
   <translation>Bei Waybill anmelden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Try the demo</source>
   <translation>Demo ausprobieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Opens another window with sample data. Nothing leaves this computer.</source>
   <translation>Öffnet ein weiteres Fenster mit Beispieldaten. Nichts verlässt diesen Computer.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>The company does not take this one. It is not your own password; your admin has it.</source>
   <translation>Die Firma nimmt dieses nicht an. Es ist nicht Ihr eigenes Passwort; Ihr Admin hat es.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Your password was reset</source>
   <translation>Ihr Passwort wurde zurückgesetzt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Sign in with the one that your admin gave you. Then you choose your own.</source>
   <translation>Melden Sie sich mit dem an, das Ihr Admin Ihnen gegeben hat. Dann wählen Sie ein eigenes.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Company password not right</source>
   <translation>Firmenpasswort nicht richtig</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Your admin has the new one; it is not your own. What waits to be delivered is kept.</source>
   <translation>Ihr Admin hat das neue; es ist nicht Ihr eigenes. Was auf Zustellung wartet, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>The same at all of the company's computers, and not your own. Your admin has it.</source>
   <translation>An allen Computern der Firma dasselbe, und nicht Ihr eigenes. Ihr Admin hat es.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Sign in without keeping</source>
   <translation>Anmelden, ohne zu bleiben</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Demo not started</source>
   <translation>Demo nicht gestartet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>The demo could not be started. In a terminal, `waybill demo` starts it.</source>
   <translation>Die Demo ließ sich nicht starten. In einem Terminal startet sie `waybill demo`.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/sign_in_page.py" />
   <source>Your new password is saved. {error}</source>
   <translation>Ihr neues Passwort ist gespeichert. {error}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/standing.py" />
   <source>{error} What was being sent is paused until then.</source>
   <translation>{error} Was gesendet wurde, pausiert bis dahin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/standing.py" />
   <source>Try again</source>
   <translation>Noch einmal versuchen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/standing.py" />
   <source>Sign in with the password your admin gave you, and choose your own. Uploads go on meanwhile.</source>
   <translation>Melden Sie sich mit dem Passwort an, das Ihr Admin Ihnen gegeben hat, und wählen Sie ein eigenes. Uploads laufen inzwischen weiter.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/standing.py" />
   <source>Type the new one</source>
   <translation>Das neue eingeben</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/standing.py" />
   <source>Your admin has the new one; it is not your own. Uploads go on; the company hears of them then.</source>
   <translation>Ihr Admin hat das neue; es ist nicht Ihr eigenes. Uploads laufen weiter; die Firma erfährt dann davon.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/account/standing.py" />
   <source>The company has ended your sign-in. Uploads go on; it hears of them once you sign in again.</source>
   <translation>Die Firma hat Ihre Anmeldung beendet. Uploads laufen weiter; sie erfährt davon, sobald Sie sich wieder anmelden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>{there} of {total}</source>
   <translation>{there} von {total}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>Support bundle saved</source>
   <translation>Support-Paket gespeichert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>{path}. Send it to whoever helps you.</source>
   <translation>{path}. Senden Sie es dem, der Ihnen hilft.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>Preferences…</source>
   <translation>Einstellungen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>Help</source>
   <translation>Hilfe</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>Log…</source>
   <translation>Protokoll…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>Save support bundle…</source>
   <translation>Support-Paket speichern…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>About Waybill</source>
   <translation>Über Waybill</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>file</source>
   <translation>Datei</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>files</source>
   <translation>Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/around.py" />
   <source>{remaining} left</source>
   <translation>noch {remaining}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/demo.py" />
   <source>Preparing the demo…</source>
   <translation>Die Demo wird vorbereitet…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/demo.py" />
   <source>{username} with the password {password} works too.</source>
   <translation>{username} mit dem Passwort {password} geht auch.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/demo.py" />
   <source>Demo: everything here is deleted when you close the window.</source>
   <translation>Demo: alles hier wird gelöscht, wenn Sie das Fenster schließen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/about_dialog.py" />
   <source>Waybill uses Qt for Python (LGPL 3), SQLAlchemy (MIT), psycopg (LGPL 3), boto3 and the AWS Common Runtime (Apache 2.0), keyring (MIT) and httpx (BSD). Their texts come with the program.</source>
   <translation>Waybill verwendet Qt for Python (LGPL 3), SQLAlchemy (MIT), psycopg (LGPL 3), boto3 und die AWS Common Runtime (Apache 2.0), keyring (MIT) und httpx (BSD). Deren Texte liegen dem Programm bei.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/about_dialog.py" />
   <source>Python {python_version}, PySide6 {pyside_version}, Qt {qt_version}</source>
   <translation>Python {python_version}, PySide6 {pyside_version}, Qt {qt_version}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/about_dialog.py" />
   <source>Waybill {version} on {system} {release} ({made_with})</source>
   <translation>Waybill {version} auf {system} {release} ({made_with})</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/about_dialog.py" />
   <source>Waybill</source>
   <translation>Waybill</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/about_dialog.py" />
   <source>Sends folders to S3, and lets you know when it is safe to erase the card.</source>
   <translation>Sendet Ordner nach S3 und sagt Ihnen, wann Sie die Karte löschen können.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/about_dialog.py" />
   <source>Copy versions</source>
   <translation>Versionen kopieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/about_dialog.py" />
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/about_dialog.py" />
   <source>Copied</source>
   <translation>Kopiert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/log_dialog.py" />
   <source>Log</source>
   <translation>Protokoll</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/log_dialog.py" />
   <source>Show only lines with</source>
   <translation>Nur Zeilen zeigen mit</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/log_dialog.py" />
   <source>Open folder</source>
   <translation>Ordner öffnen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/log_dialog.py" />
   <source>{path} cannot be read: {error}</source>
   <translation>{path} ist nicht lesbar: {error}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Preferences</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>&amp;Tell me when an upload ends or is in trouble</source>
   <translation>&amp;Melden, wenn ein Upload endet oder in Schwierigkeiten ist</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Found by itself</source>
   <translation>Wird selbst gefunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>&amp;Appearance</source>
   <translation>&amp;Aussehen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>&amp;Closing while files are sent</source>
   <translation>&amp;Schließen, während gesendet wird</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>New &amp;versions</source>
   <translation>Neue &amp;Versionen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>La&amp;nguage</source>
   <translation>S&amp;prache</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>From the next start on.</source>
   <translation>Ab dem nächsten Start.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>AWS &amp;profile</source>
   <translation>AWS-&amp;Profil</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>New uploads begin with it.</source>
   <translation>Neue Uploads beginnen damit.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>&amp;Bandwidth limit</source>
   <translation>&amp;Bandbreite</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>&amp;Leave out</source>
   <translation>Aus&amp;lassen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>One pattern per line, as in .gitignore.</source>
   <translation>Ein Muster pro Zeile, wie in .gitignore.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Set by your IT, by the hour: {limit} now.</source>
   <translation>Von Ihrer IT nach Uhrzeit festgelegt: jetzt {limit}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>As the system</source>
   <translation>Wie das System</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Light</source>
   <translation>Hell</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Dark</source>
   <translation>Dunkel</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Ask me</source>
   <translation>Mich fragen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Go on in the tray</source>
   <translation>Im Infobereich weiterlaufen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Pause and quit</source>
   <translation>Pausieren und beenden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Tell me when there is one</source>
   <translation>Sagen, wenn es eine gibt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>Do not look for them</source>
   <translation>Nicht danach suchen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/preferences_dialog.py" />
   <source>no limit</source>
   <translation>keine Grenze</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/support.py" />
   <source>Save support bundle</source>
   <translation>Support-Paket speichern</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/support.py" />
   <source>ZIP (*.zip)</source>
   <translation>ZIP (*.zip)</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/support.py" />
   <source>May names of files be in it?</source>
   <translation>Dürfen Namen von Dateien darin sein?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/support.py" />
   <source>Log, versions, settings and your latest uploads are saved, without passwords, keys and tokens. Names of files and folders help to find what is wrong.</source>
   <translation>Protokoll, Versionen, Einstellungen und Ihre letzten Uploads werden gespeichert, ohne Passwörter, Schlüssel und Token. Namen von Dateien und Ordnern helfen zu finden, was nicht stimmt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/support.py" />
   <source>Without names</source>
   <translation>Ohne Namen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/support.py" />
   <source>With names</source>
   <translation>Mit Namen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/tray.py" />
   <source>Open Waybill</source>
   <translation>Waybill öffnen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/tray.py" />
   <source>Pause</source>
   <translation>Pause</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/tray.py" />
   <source>Quit</source>
   <translation>Beenden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/update_bar.py" />
   <source>Waybill {version} is ready</source>
   <translation>Waybill {version} ist da</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/update_bar.py" />
   <source>Download ({size})</source>
   <translation>Herunterladen ({size})</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/update_bar.py" />
   <source>Fetching Waybill {version}</source>
   <translation>Waybill {version} wird geladen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/update_bar.py" />
   <source>Waybill {version} was fetched and verified</source>
   <translation>Waybill {version} ist geladen und geprüft</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/update_bar.py" />
   <source>It lies in {path}. Your system's own installer asks before it changes anything; what is sent until then is kept.</source>
   <translation>Es liegt in {path}. Das Installationsprogramm Ihres Systems fragt, bevor es etwas ändert; was bis dahin gesendet ist, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/update_bar.py" />
   <source>Open installer</source>
   <translation>Installation öffnen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/update_bar.py" />
   <source>This system opens no such packages by itself</source>
   <translation>Dieses System öffnet solche Pakete nicht selbst</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/desk/update_bar.py" />
   <source>Install it by hand, or ask your IT: {path}</source>
   <translation>Installieren Sie es von Hand, oder fragen Sie Ihre IT: {path}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_entry.py" />
   <source>Before</source>
   <translation>Vorher</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_entry.py" />
   <source>After</source>
   <translation>Nachher</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_entry.py" />
   <source>By {username}, {when}</source>
   <translation>Von {username}, {when}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_filters.py" />
   <source>Search names</source>
   <translation>Namen suchen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_filters.py" />
   <source>What was done</source>
   <translation>Was getan wurde</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_filters.py" />
   <source>Who did it</source>
   <translation>Wer es tat</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_filters.py" />
   <source>Show everything</source>
   <translation>Alles zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_filters.py" />
   <source>Everything</source>
   <translation>Alles</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_filters.py" />
   <source>All but sign-ins</source>
   <translation>Alles außer Anmeldungen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_filters.py" />
   <source>Everybody</source>
   <translation>Alle</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>When</source>
   <translation>Wann</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>Who</source>
   <translation>Wer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>What</source>
   <translation>Was</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>Loading the audit log…</source>
   <translation>Das Änderungsprotokoll wird geladen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>Audit log</source>
   <translation>Änderungsprotokoll</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>Nothing found</source>
   <translation>Nichts gefunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>No entry is like this. Look for less, or at a longer time.</source>
   <translation>Kein Eintrag ist so. Suchen Sie nach weniger oder in einer längeren Zeit.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>The newest {shown} of {total}; more as you scroll down.</source>
   <translation>Die neuesten {shown} von {total}; mehr beim Blättern nach unten.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>{count} Enter or a double click shows all of one.</source>
   <translation>{count} Die Eingabetaste oder ein Doppelklick zeigt einen ganz.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>entry</source>
   <translation>Eintrag</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/audit_page.py" />
   <source>entries</source>
   <translation>Einträge</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>The sign-in page of each workstation asks for it.</source>
   <translation>Die Anmeldeseite jedes Computers fragt danach.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Saved.</source>
   <translation>Gespeichert.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Loading the company…</source>
   <translation>Die Firma wird geladen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>&amp;Contact e-mail</source>
   <translation>&amp;E-Mail für Fragen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Whom to ask about this company's uploads.</source>
   <translation>Wen man nach den Uploads dieser Firma fragt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>C&amp;ode</source>
   <translation>C&amp;ode</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Given when the company was set up; it stays.</source>
   <translation>Bei der Einrichtung der Firma vergeben; er bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Discard changes</source>
   <translation>Änderungen verwerfen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source> The password of the company's login is not in it: whoever set the company up has that.</source>
   <translation> Das Passwort des Zugangs der Firma steht nicht darin: das hat, wer die Firma eingerichtet hat.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Give the company a name.</source>
   <translation>Geben Sie der Firma einen Namen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Saving…</source>
   <translation>Wird gespeichert…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Company</source>
   <translation>Firma</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Copy the company address</source>
   <translation>Adresse der Firma kopieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/company_page.py" />
   <source>Company &amp;address</source>
   <translation>&amp;Adresse der Firma</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>Where its files go in the bucket {bucket}.</source>
   <translation>Wohin seine Dateien im Bucket {bucket} kommen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>New cycle in {project_name}</source>
   <translation>Neuer Zyklus in {project_name}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>Edit {cycle_name}</source>
   <translation>{cycle_name} bearbeiten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>N&amp;umber</source>
   <translation>N&amp;ummer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>Only an admin can change where data go.</source>
   <translation>Nur ein Admin kann ändern, wohin Daten kommen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>&amp;Prefix</source>
   <translation>&amp;Präfix</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>Spring campaign</source>
   <translation>Frühjahrskampagne</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>Give the cycle a name.</source>
   <translation>Geben Sie dem Zyklus einen Namen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>What was sent before stays where it is.</source>
   <translation>Was schon gesendet wurde, bleibt, wo es ist.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>Type a prefix, such as cycle-001/.</source>
   <translation>Geben Sie ein Präfix ein, etwa cycle-001/.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>&amp;Description</source>
   <translation>&amp;Beschreibung</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>Add cycle</source>
   <translation>Zyklus anlegen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/cycle_forms.py" />
   <source>&amp;Status</source>
   <translation>&amp;Status</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/pages.py" />
   <source>Projects</source>
   <translation>Projekte</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/pages.py" />
   <source>Admin</source>
   <translation>Admin</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/pages.py" />
   <source>Users</source>
   <translation>Benutzer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/password_handover.py" />
   <source>Hand this over to {username}. The password is shown only now, and has to be changed when it is first used.</source>
   <translation>Geben Sie dies {username}. Das Passwort wird nur jetzt gezeigt und muss beim ersten Gebrauch geändert werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/password_handover.py" />
   <source> A new computer asks for the company password too: hand that over apart from this.</source>
   <translation> Ein neuer Computer fragt auch nach dem Firmenpasswort: geben Sie das getrennt davon weiter.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/password_handover.py" />
   <source>Done</source>
   <translation>Fertig</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/password_handover.py" />
   <source>Copy all</source>
   <translation>Alles kopieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/password_handover.py" />
   <source>Company address</source>
   <translation>Adresse der Firma</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/password_handover.py" />
   <source>Password</source>
   <translation>Passwort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/password_handover.py" />
   <source>Copy the {what}</source>
   <translation>Kopieren: {what}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Mark as planned</source>
   <translation>Als geplant kennzeichnen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Mark as active</source>
   <translation>Als aktiv kennzeichnen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Mark as completed</source>
   <translation>Als abgeschlossen kennzeichnen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Archive</source>
   <translation>Archivieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>No.</source>
   <translation>Nr.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Cycle</source>
   <translation>Zyklus</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Status</source>
   <translation>Status</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Prefix</source>
   <translation>Präfix</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Started</source>
   <translation>Begonnen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Completed</source>
   <translation>Abgeschlossen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Edit</source>
   <translation>Bearbeiten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Delete this project</source>
   <translation>Dieses Projekt löschen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Not active: uploads into it cannot be started.</source>
   <translation>Nicht aktiv: Uploads dorthin können nicht gestartet werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>New cycle</source>
   <translation>Neuer Zyklus</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Cycles</source>
   <translation>Zyklen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Bucket</source>
   <translation>Bucket</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Region</source>
   <translation>Region</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Endpoint</source>
   <translation>Endpunkt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Checksum</source>
   <translation>Prüfsumme</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Edit…</source>
   <translation>Bearbeiten…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Amazon S3</source>
   <translation>Amazon S3</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>Delete…</source>
   <translation>Löschen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>No cycles yet</source>
   <translation>Noch keine Zyklen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_detail.py" />
   <source>A cycle is a place in the bucket for one campaign, one month or one delivery. Uploads need one to go to: add the first with New cycle.</source>
   <translation>Ein Zyklus ist ein Platz im Bucket für eine Kampagne, einen Monat oder eine Lieferung. Uploads brauchen einen: legen Sie den ersten mit „Neuer Zyklus“ an.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>As the bucket has it</source>
   <translation>Wie der Bucket es hat</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>None</source>
   <translation>Keine</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>In the path: host/bucket</source>
   <translation>Im Pfad: host/bucket</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>In the host's name: bucket.host</source>
   <translation>Im Hostnamen: bucket.host</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>The workstation's own</source>
   <translation>Die des Arbeitsplatzes</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Lent by the company's server</source>
   <translation>Vom Server der Firma geliehen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>The storage checks it for every file. Choose none only for storage that knows no checksums.</source>
   <translation>Der Speicher prüft sie für jede Datei. Wählen Sie nur dann keine, wenn der Speicher keine Prüfsummen kennt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>The server lends them for an hour and one cycle only. This needs a company address with https://.</source>
   <translation>Der Server verleiht sie für eine Stunde und nur einen Zyklus. Das braucht eine Firmenadresse mit https://.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>New project</source>
   <translation>Neues Projekt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Edit {project_name}</source>
   <translation>{project_name} bearbeiten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Add project</source>
   <translation>Projekt anlegen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>&amp;Active: uploads into it can be started</source>
   <translation>&amp;Aktiv: Uploads dorthin können gestartet werden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>&amp;Never replace an object that is there already</source>
   <translation>&amp;Nie ein Objekt ersetzen, das schon da ist</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>&amp;Bucket</source>
   <translation>&amp;Bucket</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>More about the storage</source>
   <translation>Mehr zum Speicher</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>It has to be there already.</source>
   <translation>Er muss schon da sein.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Type the bucket's name.</source>
   <translation>Geben Sie den Namen des Buckets ein.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>&amp;Region</source>
   <translation>&amp;Region</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>&amp;Endpoint</source>
   <translation>&amp;Endpunkt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Only for storage other than Amazon S3.</source>
   <translation>Nur für anderen Speicher als Amazon S3.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>&amp;Checksum</source>
   <translation>&amp;Prüfsumme</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Bucket in the &amp;address</source>
   <translation>Bucket in der &amp;Adresse</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>&amp;Storage class</source>
   <translation>&amp;Speicherklasse</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Encr&amp;yption</source>
   <translation>&amp;Verschlüsselung</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>&amp;Key for aws:kms</source>
   <translation>&amp;Schlüssel für aws:kms</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>A&amp;WS credentials</source>
   <translation>A&amp;WS-Zugangsdaten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>AWS r&amp;ole</source>
   <translation>AWS-R&amp;olle</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Only where the server lends by several.</source>
   <translation>Nur wo der Server mehrere hat.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Give the project a name.</source>
   <translation>Geben Sie dem Projekt einen Namen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/project_forms.py" />
   <source>Type the bucket's region.</source>
   <translation>Geben Sie die Region des Buckets ein.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>cycle</source>
   <translation>Zyklus</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>cycles</source>
   <translation>Zyklen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Not active  ·  {bucket}</source>
   <translation>Nicht aktiv  ·  {bucket}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Delete the project {project_name}?</source>
   <translation>Das Projekt {project_name} löschen?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>It goes for everybody, with its {cycles} and the records of what was sent there, in history and statistics. The objects in the bucket {bucket_name} stay. This cannot be undone.</source>
   <translation>Es geht für alle, mit {cycles} und den Einträgen darüber, was dorthin gesendet wurde, in Verlauf und Statistik. Die Objekte im Bucket {bucket_name} bleiben. Das lässt sich nicht rückgängig machen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Delete the cycle {cycle_name}?</source>
   <translation>Den Zyklus {cycle_name} löschen?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>It goes for everybody, with the records of what was sent there, in history and statistics. The objects below {s3_prefix} in the bucket stay. This cannot be undone.</source>
   <translation>Er geht für alle, mit den Einträgen darüber, was dorthin gesendet wurde, in Verlauf und Statistik. Die Objekte unter {s3_prefix} im Bucket bleiben. Das lässt sich nicht rückgängig machen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Loading projects…</source>
   <translation>Projekte werden geladen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Search projects</source>
   <translation>Projekte suchen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>No project has this in its name, description or bucket.</source>
   <translation>Kein Projekt hat das in Name, Beschreibung oder Bucket.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Show all projects</source>
   <translation>Alle Projekte zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>No projects yet</source>
   <translation>Noch keine Projekte</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>A project is a bucket that uploads go to. Add the first one, then give it a cycle.</source>
   <translation>Ein Projekt ist ein Bucket, in den Uploads kommen. Legen Sie das erste an und geben Sie ihm dann einen Zyklus.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Keep it</source>
   <translation>Behalten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Delete project</source>
   <translation>Projekt löschen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Delete cycle</source>
   <translation>Zyklus löschen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/projects_page.py" />
   <source>Project</source>
   <translation>Projekt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>Users send files, and add projects and cycles. Admins also delete those, change buckets, and manage users.</source>
   <translation>Benutzer senden Dateien und legen Projekte und Zyklen an. Admins löschen diese auch, ändern Buckets und verwalten Benutzer.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>It has to be changed at the first sign-in.</source>
   <translation>Es muss bei der ersten Anmeldung geändert werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>User</source>
   <translation>Benutzer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>Make up another password</source>
   <translation>Ein anderes Passwort ausdenken</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>New user</source>
   <translation>Neuer Benutzer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>Edit {username}</source>
   <translation>{username} bearbeiten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>Your own role is another admin's to change.</source>
   <translation>Ihre eigene Rolle ändert ein anderer Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>Reset the password of {username}?</source>
   <translation>Das Passwort von {username} zurücksetzen?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>The old password no longer works, and {username} is signed out everywhere. Uploads under way go on; their records wait until the next sign-in.</source>
   <translation>Das alte Passwort gilt nicht mehr, und {username} wird überall abgemeldet. Laufende Uploads gehen weiter; ihre Einträge warten bis zur nächsten Anmeldung.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>Add user</source>
   <translation>Benutzer anlegen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>Full &amp;name</source>
   <translation>Voller &amp;Name</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>&amp;E-mail</source>
   <translation>&amp;E-Mail</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>&amp;Role</source>
   <translation>&amp;Rolle</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>First &amp;password</source>
   <translation>Erstes &amp;Passwort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>Reset password</source>
   <translation>Passwort zurücksetzen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>New &amp;password</source>
   <translation>Neues &amp;Passwort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>It has to be changed at the next sign-in.</source>
   <translation>Es muss bei der nächsten Anmeldung geändert werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/user_forms.py" />
   <source>Type a username to sign in with.</source>
   <translation>Geben Sie einen Benutzernamen zum Anmelden ein.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Active</source>
   <translation>Aktiv</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Must change password</source>
   <translation>Muss Passwort ändern</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Deactivated</source>
   <translation>Gesperrt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>The password was given by an admin, and has to be changed at sign-in.</source>
   <translation>Das Passwort ist von einem Admin und muss bei der Anmeldung geändert werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Reset password…</source>
   <translation>Passwort zurücksetzen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Deactivate {username}?</source>
   <translation>{username} sperren?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>{username} is signed out everywhere and cannot sign in until the account is activated again. An upload under way pauses. The history stays.</source>
   <translation>{username} wird überall abgemeldet und kann sich nicht anmelden, bis das Konto wieder aktiviert ist. Ein laufender Upload pausiert. Der Verlauf bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Delete {username}?</source>
   <translation>{username} löschen?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>The account goes for good. That is possible only for somebody who has never sent anything; others are deactivated, so that the history still says who sent what.</source>
   <translation>Das Konto verschwindet endgültig. Das geht nur bei jemandem, der nie etwas gesendet hat; andere werden gesperrt, damit der Verlauf noch sagt, wer was gesendet hat.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Loading users…</source>
   <translation>Benutzer werden geladen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Search users</source>
   <translation>Benutzer suchen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Nobody found</source>
   <translation>Niemand gefunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>No user has this in their name or e-mail address.</source>
   <translation>Kein Benutzer hat das in Name oder E-Mail-Adresse.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Show everybody</source>
   <translation>Alle zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>{username} (you)</source>
   <translation>{username} (Sie)</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Deactivate…</source>
   <translation>Sperren…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Activate</source>
   <translation>Aktivieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Keep active</source>
   <translation>Aktiv lassen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Deactivate</source>
   <translation>Sperren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Delete user</source>
   <translation>Benutzer löschen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>E-mail</source>
   <translation>E-Mail</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Last sign-in</source>
   <translation>Letzte Anmeldung</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>{username} can sign in now</source>
   <translation>{username} kann sich jetzt anmelden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>{username} has a new password</source>
   <translation>{username} hat ein neues Passwort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/directory/users_page.py" />
   <source>Never</source>
   <translation>Nie</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Other cycle…</source>
   <translation>Anderer Zyklus…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Replace…</source>
   <translation>Ersetzen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Copy for your admin</source>
   <translation>Für Ihren Admin kopieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Show in folder</source>
   <translation>Im Ordner zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>{title}: {files} of the upload from {local_directory} to {address} ({project_name}, {cycle_name}) could not be sent.

{first_message}

The first of them: {first_path}
Upload {client_uuid} on {workstation}
</source>
   <translation>{title}: {files} des Uploads von {local_directory} nach {address} ({project_name}, {cycle_name}) ließen sich nicht senden.

{first_message}

Die erste davon: {first_path}
Upload {client_uuid} auf {workstation}
</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Who can mend it: {mender}</source>
   <translation>Wer es beheben kann: {mender}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Show</source>
   <translation>Zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Show the files: {title}</source>
   <translation>Die Dateien zeigen: {title}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Replace {files}?</source>
   <translation>{files} ersetzen?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Another folder's files stand in {address} under these names. Once this folder's files take their place they are lost, unless the bucket keeps versions.</source>
   <translation>In {address} stehen unter diesen Namen Dateien eines anderen Ordners. Treten die Dateien dieses Ordners an ihre Stelle, sind sie verloren, es sei denn, der Bucket bewahrt Versionen auf.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Keep them</source>
   <translation>Behalten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/failure_causes.py" />
   <source>Replace</source>
   <translation>Ersetzen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>File</source>
   <translation>Datei</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Size</source>
   <translation>Größe</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Time</source>
   <translation>Zeit</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Receipt of {client_uuid}</source>
   <translation>Beleg von {client_uuid}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Waybill {version}</source>
   <translation>Waybill {version}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Receipt</source>
   <translation>Beleg</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Page {number}</source>
   <translation>Seite {number}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>To</source>
   <translation>Nach</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>{address} at {what}</source>
   <translation>{address} bei {what}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>From</source>
   <translation>Von</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>{what} on {workstation}</source>
   <translation>{what} auf {workstation}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>By</source>
   <translation>Von</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Files</source>
   <translation>Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Checksums</source>
   <translation>Prüfsummen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Begun</source>
   <translation>Begonnen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_pdf.py" />
   <source>Ended</source>
   <translation>Beendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_saver.py" />
   <source>Save receipt…</source>
   <translation>Beleg speichern…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_saver.py" />
   <source>PDF (*.pdf)</source>
   <translation>PDF (*.pdf)</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_saver.py" />
   <source>CSV, for spreadsheets (*.csv)</source>
   <translation>CSV, für Tabellen (*.csv)</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_saver.py" />
   <source>JSON, for programs (*.json)</source>
   <translation>JSON, für Programme (*.json)</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_saver.py" />
   <source>Save what became of every file, with checksums and times: PDF, CSV or JSON</source>
   <translation>Speichern, was aus jeder Datei wurde, mit Prüfsummen und Zeiten: PDF, CSV oder JSON</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_saver.py" />
   <source>Receipt {upload}.pdf</source>
   <translation>Beleg {upload}.pdf</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_saver.py" />
   <source>Save receipt</source>
   <translation>Beleg speichern</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_saver.py" />
   <source>Receipt saved</source>
   <translation>Beleg gespeichert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/receipt_saver.py" />
   <source>Saved as {path}</source>
   <translation>Gespeichert als {path}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{local_directory} to {address}</source>
   <translation>{local_directory} nach {address}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>All {files} files are in {where}</source>
   <translation>Alle {files} Dateien sind in {where}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{there} in {where}.</source>
   <translation>{there} in {where}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{files_uploaded} sent</source>
   <translation>{files_uploaded} gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{total_files} files found</source>
   <translation>{total_files} Dateien gefunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{where}: {sent} of {found} sent.{why}</source>
   <translation>{where}: {sent} von {found} gesendet.{why}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>Verify before you erase what was sent.</source>
   <translation>Prüfen Sie nach, bevor Sie löschen, was gesendet wurde.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>the bucket</source>
   <translation>dem Bucket</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{told} and their checksums are confirmed.</source>
   <translation>{told}, und ihre Prüfsummen sind bestätigt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{told}, as the storage confirms.</source>
   <translation>{told}, wie der Speicher bestätigt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{there} of {files} is</source>
   <translation>{there} von {files} ist</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{there} of {files} are</source>
   <translation>{there} von {files} sind</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>Upload cancelled.</source>
   <translation>Upload abgebrochen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{there} in {where}, and stay there.</source>
   <translation>{there} in {where} und bleiben dort.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>Upload paused.</source>
   <translation>Upload pausiert.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{kept} Go on whenever you like; nothing is sent twice.</source>
   <translation>{kept} Fahren Sie fort, wann Sie möchten; nichts wird zweimal gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>1 of {total_files} was not sent.</source>
   <translation>1 von {total_files} wurde nicht gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{missing} of {total_files} were not sent.</source>
   <translation>{missing} von {total_files} wurden nicht gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>The file was not sent.</source>
   <translation>Die Datei wurde nicht gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>None of the {missing} files were sent.</source>
   <translation>Keine der {missing} Dateien wurde gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>already there</source>
   <translation>schon da</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>failed</source>
   <translation>fehlgeschlagen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>blocked</source>
   <translation>blockiert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{size} in {seconds}</source>
   <translation>{size} in {seconds}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>An upload is paused</source>
   <translation>Ein Upload ist pausiert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>An upload was interrupted</source>
   <translation>Ein Upload wurde unterbrochen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>The file is in {where} and its checksum is confirmed.</source>
   <translation>Die Datei ist in {where}, und ihre Prüfsumme ist bestätigt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>The file is in {where}.</source>
   <translation>Die Datei ist in {where}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{files_failed} failed. Mend what stands below and try failed files again.</source>
   <translation>{files_failed} fehlgeschlagen. Beheben Sie, was unten steht, und versuchen Sie es mit diesen Dateien noch einmal.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{files_blocked} cannot be sent; the reason is below, with what can be done. What is there already is not sent twice.</source>
   <translation>{files_blocked} nicht sendbar; der Grund steht unten, und was zu tun ist. Was schon da ist, wird nicht noch einmal gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>{error} {kept} Nothing of that is sent twice.</source>
   <translation>{error} {kept} Davon wird nichts zweimal gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>link to a folder is not followed</source>
   <translation>Verknüpfung zu einem Ordner wird nicht gefolgt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>links to folders are not followed</source>
   <translation>Verknüpfungen zu Ordnern wird nicht gefolgt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>item is left out</source>
   <translation>Eintrag wird ausgelassen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>items are left out</source>
   <translation>Einträge werden ausgelassen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>file is fetched from its cloud as it is sent</source>
   <translation>Datei wird beim Senden aus ihrer Cloud geholt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>files are fetched from their cloud as they are sent</source>
   <translation>Dateien werden beim Senden aus ihrer Cloud geholt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>empty folder has nothing to send</source>
   <translation>leerer Ordner hat nichts zu senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>empty folders have nothing to send</source>
   <translation>leere Ordner haben nichts zu senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verdict.py" />
   <source>It is safe to erase what was sent.</source>
   <translation>Was gesendet wurde, kann gelöscht werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_panel.py" />
   <source>Verifying…</source>
   <translation>Wird geprüft…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_panel.py" />
   <source>Not verified. {title}</source>
   <translation>Nicht geprüft. {title}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_panel.py" />
   <source>Send the folder again</source>
   <translation>Ordner noch einmal senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_panel.py" />
   <source>Stopping…</source>
   <translation>Wird angehalten…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_panel.py" />
   <source>Verifying: {files} of {total_files}  ·  {done_bytes} of {total_bytes} read and compared</source>
   <translation>Prüfung: {files} von {total_files}  ·  {done_bytes} von {total_bytes} gelesen und verglichen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_panel.py" />
   <source>Verifying</source>
   <translation>Prüfung</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_panel.py" />
   <source>Stop</source>
   <translation>Anhalten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_panel.py" />
   <source>What differs</source>
   <translation>Was abweicht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>by the storage's checksum</source>
   <translation>nach der Prüfsumme des Speichers</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>by the MD5 of the bytes</source>
   <translation>nach dem MD5 der Bytes</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>by the MD5 of the parts</source>
   <translation>nach dem MD5 der Teile</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>by the checksum they were sent with and the ETag that confirmed it</source>
   <translation>nach der Prüfsumme beim Senden und dem ETag, der sie bestätigte</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>by the size alone, for the storage offers nothing better</source>
   <translation>nur nach der Größe, denn der Speicher bietet nichts Besseres</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>{result} in {where}, compared with this disk.</source>
   <translation>{result} in {where}, verglichen mit diesem Datenträger.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>All {total_files} files are</source>
   <translation>Alle {total_files} Dateien sind</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>All {total_files} objects are</source>
   <translation>Alle {total_files} Objekte sind</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>{files_verified} of {files} are in {where} as they should be</source>
   <translation>{files_verified} von {files} sind in {where}, wie sie sein sollen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>Every file that is here was read</source>
   <translation>Jede Datei, die hier ist, wurde gelesen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>Every file was read</source>
   <translation>Jede Datei wurde gelesen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source> {gone} no longer on this disk, compared with the record of the upload alone.</source>
   <translation> {gone} nicht mehr auf diesem Datenträger, nur mit den Aufzeichnungen des Uploads verglichen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>{read}: {how} It is safe to erase what was sent.</source>
   <translation>{read}: {how} Was gesendet wurde, kann gelöscht werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>The file is</source>
   <translation>Die Datei ist</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>The object is</source>
   <translation>Das Objekt ist</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>nothing had been sent</source>
   <translation>nichts war gesendet worden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>Verifying was stopped.</source>
   <translation>Die Prüfung wurde angehalten.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>{files_verified} of {files} were right so far.</source>
   <translation>{files_verified} von {files} waren bis dahin richtig.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>Not everything is as it should be. Keep the card.</source>
   <translation>Nicht alles ist, wie es sein soll. Behalten Sie die Karte.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>{result} in {where} as when sent.</source>
   <translation>{result} in {where}, wie gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>No file is on this disk any more, so they were compared with the record of the upload alone: {how}</source>
   <translation>Keine Datei ist mehr auf diesem Datenträger, deshalb wurde nur mit den Aufzeichnungen des Uploads verglichen: {how}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>and {what} more; `waybill verify` names every one.</source>
   <translation>und {what} weitere; `waybill verify` nennt alle.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>missing there</source>
   <translation>fehlen dort</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>not the same</source>
   <translation>nicht gleich</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/endings/verification_verdict.py" />
   <source>in the folder and not sent</source>
   <translation>im Ordner und nicht gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/choice_bar.py" />
   <source>All</source>
   <translation>Alle</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/choice_bar.py" />
   <source>Not sent</source>
   <translation>Nicht gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/choice_bar.py" />
   <source>Sent</source>
   <translation>Gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/choice_bar.py" />
   <source>To send</source>
   <translation>Zu senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/choice_bar.py" />
   <source>Which files</source>
   <translation>Welche Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/choice_bar.py" />
   <source>Search files</source>
   <translation>Dateien suchen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/choice_bar.py" />
   <source>Only: {title}. Show all files again</source>
   <translation>Nur: {title}. Wieder alle Dateien zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>The storage has confirmed it.</source>
   <translation>Der Speicher hat sie bestätigt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>It was in the bucket already, byte for byte, and was not sent again.</source>
   <translation>Sie war schon im Bucket, Byte für Byte, und wurde nicht noch einmal gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>Its turn has not come.</source>
   <translation>Sie ist noch nicht an der Reihe.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>It is being sent.</source>
   <translation>Sie wird gerade gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>The upload was cancelled before its turn came.</source>
   <translation>Der Upload wurde abgebrochen, bevor sie an der Reihe war.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>About this file</source>
   <translation>Über diese Datei</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>Copy</source>
   <translation>Kopieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>What happened</source>
   <translation>Was geschehen ist</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>Who can mend it</source>
   <translation>Wer es beheben kann</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>Tried</source>
   <translation>Versucht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>time</source>
   <translation>Mal</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>times</source>
   <translation>Mal</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/explanation.py" />
   <source>Goes to</source>
   <translation>Kommt nach</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/model.py" />
   <source>Progress</source>
   <translation>Fortschritt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/model.py" />
   <source>Tries</source>
   <translation>Versuche</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/model.py" />
   <source>Message</source>
   <translation>Meldung</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/rows.py" />
   <source>… and {left_out} more</source>
   <translation>… und {left_out} weitere</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/table.py" />
   <source>No files yet</source>
   <translation>Noch keine Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/table.py" />
   <source>Files appear here as they are found.</source>
   <translation>Dateien erscheinen hier, sobald sie gefunden sind.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/table.py" />
   <source>No such files</source>
   <translation>Keine solchen Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/table.py" />
   <source>Choose all files above, or other words.</source>
   <translation>Wählen Sie oben alle Dateien oder andere Wörter.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/table.py" />
   <source>Save selected files</source>
   <translation>Ausgewählte Dateien speichern</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/table.py" />
   <source>CSV (*.csv)</source>
   <translation>CSV (*.csv)</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/view.py" />
   <source>Copy path and status</source>
   <translation>Pfad und Status kopieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/view.py" />
   <source>Copy S3 address</source>
   <translation>S3-Adresse kopieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/view.py" />
   <source>Explain…</source>
   <translation>Erklären…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/files/view.py" />
   <source>Save selected files as CSV…</source>
   <translation>Ausgewählte Dateien als CSV speichern…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/form_dialog.py" />
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/frame.py" />
   <source>The journal was damaged</source>
   <translation>Das Journal war beschädigt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>{username} on {workstation}</source>
   <translation>{username} auf {workstation}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>last heard of {heard_of}</source>
   <translation>zuletzt gehört {heard_of}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>of {found}</source>
   <translation>von {found}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>not sent again</source>
   <translation>nicht noch einmal gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>{uploaded_bytes} sent</source>
   <translation>{uploaded_bytes} gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>Back to the list</source>
   <translation>Zurück zur Liste</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>Copy the S3 address</source>
   <translation>S3-Adresse kopieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>Take over…</source>
   <translation>Übernehmen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>Go on with it here, from a folder with the same files</source>
   <translation>Hier fortfahren, aus einem Ordner mit denselben Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>Try failed files again</source>
   <translation>Fehlgeschlagene noch einmal versuchen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>Verify</source>
   <translation>Prüfen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/detail.py" />
   <source>Read every file again and compare it with what is in the bucket</source>
   <translation>Jede Datei noch einmal lesen und mit dem vergleichen, was im Bucket ist</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source>{there} of {entry} are in {address}.</source>
   <translation>{there} von {entry} sind in {address}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source>Paused.</source>
   <translation>Pausiert.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source>Interrupted before it was finished.</source>
   <translation>Unterbrochen, bevor er fertig war.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source> Go on whenever you like; nothing is sent twice.</source>
   <translation> Fahren Sie fort, wann Sie möchten; nichts wird zweimal gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source>{total} files found so far</source>
   <translation>{total} Dateien bisher gefunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source>{total} files</source>
   <translation>{total} Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source>Being sent now.</source>
   <translation>Wird gerade gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source>Taken over.</source>
   <translation>Übernommen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source>{taken_over} It is no longer sent from here.</source>
   <translation>{taken_over} Von hier wird er nicht mehr gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source> It can go on at {workstation}</source>
   <translation> Er kann an {workstation} fortgesetzt werden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/entries.py" />
   <source>, or here with a folder of the same files.</source>
   <translation>, oder hier mit einem Ordner mit denselben Dateien.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/filters.py" />
   <source>Any status</source>
   <translation>Jeder Status</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/filters.py" />
   <source>Being sent</source>
   <translation>Wird gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/filters.py" />
   <source>Paused or interrupted</source>
   <translation>Pausiert oder unterbrochen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/filters.py" />
   <source>All sent</source>
   <translation>Alles gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/filters.py" />
   <source>Not all sent</source>
   <translation>Nicht alles gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/filters.py" />
   <source>Cancelled</source>
   <translation>Abgebrochen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/filters.py" />
   <source>Search folders and names</source>
   <translation>Ordner und Namen suchen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/filters.py" />
   <source>By whom</source>
   <translation>Von wem</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/filters.py" />
   <source>All projects</source>
   <translation>Alle Projekte</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/list.py" />
   <source>Folder</source>
   <translation>Ordner</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/list.py" />
   <source>Computer</source>
   <translation>Computer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/page.py" />
   <source>Whose uploads</source>
   <translation>Wessen Uploads</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/page.py" />
   <source>Uploads from this computer</source>
   <translation>Uploads von diesem Computer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/page.py" />
   <source>Nothing has been sent yet</source>
   <translation>Noch wurde nichts gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/page.py" />
   <source>What you send from this computer is listed here, also offline.</source>
   <translation>Was Sie von diesem Computer senden, steht hier, auch ohne Netz.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/page.py" />
   <source>Uploads of the company</source>
   <translation>Uploads der Firma</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/page.py" />
   <source>What you and your colleagues send is listed here, wherever it is sent from.</source>
   <translation>Was Sie und Ihre Kollegen senden, steht hier, gleich von wo.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/page.py" />
   <source>This computer</source>
   <translation>Dieser Computer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/page.py" />
   <source>History</source>
   <translation>Verlauf</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/page.py" />
   <source>Choose the folder with the files of {name}</source>
   <translation>Ordner mit den Dateien von {name} wählen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/place.py" />
   <source>No such uploads</source>
   <translation>Keine solchen Uploads</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/place.py" />
   <source>Choose others above, or show everything.</source>
   <translation>Wählen Sie oben andere, oder zeigen Sie alles.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/place.py" />
   <source>The newest {shown} of {total}.</source>
   <translation>Die neuesten {shown} von {total}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/place.py" />
   <source>upload</source>
   <translation>Upload</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/history/place.py" />
   <source>uploads</source>
   <translation>Uploads</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>What was sent is kept. You can go on with the rest later.</source>
   <translation>Was gesendet wurde, bleibt. Mit dem Rest können Sie später fortfahren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>This is the demo: what was sent is deleted when the window closes.</source>
   <translation>Das ist die Demo: was gesendet wurde, wird gelöscht, wenn das Fenster schließt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>Pause the upload and sign out?</source>
   <translation>Den Upload pausieren und abmelden?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>Pausing…</source>
   <translation>Wird pausiert…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>This takes a moment.</source>
   <translation>Das dauert einen Moment.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>Keep sending</source>
   <translation>Weiter senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>Pause and sign out</source>
   <translation>Pausieren und abmelden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>Stop the upload and delete the demo?</source>
   <translation>Den Upload anhalten und die Demo löschen?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>Pause the upload and quit?</source>
   <translation>Den Upload pausieren und beenden?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/leaving.py" />
   <source>Stop and delete</source>
   <translation>Anhalten und löschen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/locked.py" />
   <source>Set by your IT.</source>
   <translation>Von Ihrer IT festgelegt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/locked.py" />
   <source>Proxy</source>
   <translation>Proxy</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/locked.py" />
   <source>Certificate authorities</source>
   <translation>Zertifizierungsstellen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/locked.py" />
   <source>Update feed</source>
   <translation>Quelle der Aktualisierungen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>1,234.5</source>
   <translation>1.234,5</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Jan</source>
   <translation>Jan.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Feb</source>
   <translation>Feb.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Mar</source>
   <translation>März</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Apr</source>
   <translation>Apr.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>May</source>
   <translation>Mai</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Jun</source>
   <translation>Juni</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Jul</source>
   <translation>Juli</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Aug</source>
   <translation>Aug.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Sep</source>
   <translation>Sept.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Oct</source>
   <translation>Okt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Nov</source>
   <translation>Nov.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Dec</source>
   <translation>Dez.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Mon</source>
   <translation>Mo</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Tue</source>
   <translation>Di</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Wed</source>
   <translation>Mi</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Thu</source>
   <translation>Do</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Fri</source>
   <translation>Fr</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Sat</source>
   <translation>Sa</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>Sun</source>
   <translation>So</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>under 1 s</source>
   <translation>unter 1 s</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>a few seconds</source>
   <translation>ein paar Sekunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>about {seconds} s</source>
   <translation>etwa {seconds} s</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>about {minutes} min</source>
   <translation>etwa {minutes} min</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>about {hours} h</source>
   <translation>etwa {hours} h</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>about {days} days</source>
   <translation>etwa {days} Tage</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>{day} {month}</source>
   <translation>{day}. {month}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>just now</source>
   <translation>gerade eben</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>{what} min ago</source>
   <translation>vor {what} min</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>{what} more</source>
   <translation>{what} weitere</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source> and </source>
   <translation> und </translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source> {minutes} min</source>
   <translation> {minutes} min</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/look/formatting.py" />
   <source>{day}</source>
   <translation>{day}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/pages.py" />
   <source>Upload</source>
   <translation>Upload</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/pages.py" />
   <source>Statistics</source>
   <translation>Statistik</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/program.py" />
   <source>Opening…</source>
   <translation>Wird geöffnet…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/self_test/steps.py" />
   <source>row</source>
   <translation>Zeile</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/self_test/steps.py" />
   <source>rows</source>
   <translation>Zeilen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/self_test/steps.py" />
   <source>Sign out</source>
   <translation>Abmelden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/start_page.py" />
   <source>Opening</source>
   <translation>Wird geöffnet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/bars.py" />
   <source>Uploads</source>
   <translation>Uploads</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/bars.py" />
   <source>Files sent</source>
   <translation>Dateien gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/bars.py" />
   <source>Data sent</source>
   <translation>Daten gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/bars.py" />
   <source>Nothing sent</source>
   <translation>Nichts gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/bars.py" />
   <source>, {files_failed} not sent</source>
   <translation>, {files_failed} nicht gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/bars.py" />
   <source>{rest} others</source>
   <translation>{rest} andere</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/cards.py" />
   <source>Nothing was sent in this time.</source>
   <translation>In dieser Zeit wurde nichts gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/cards.py" />
   <source>What to show</source>
   <translation>Was gezeigt wird</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/cards.py" />
   <source>Data</source>
   <translation>Daten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/charts.py" />
   <source>{bars} bars, the longest is {spoken}. The arrow keys go through them.</source>
   <translation>{bars} Balken, der längste ist {spoken}. Die Pfeiltasten gehen durch sie.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/charts.py" />
   <source>Nothing to show</source>
   <translation>Nichts zu zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/numbers.py" />
   <source>No reason given</source>
   <translation>Kein Grund angegeben</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Reading the numbers…</source>
   <translation>Die Zahlen werden gelesen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>nothing failed</source>
   <translation>nichts fehlgeschlagen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>{percent} % of files</source>
   <translation>{percent} % der Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>under 0.1 % of files</source>
   <translation>unter 0,1 % der Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>View</source>
   <translation>Ansicht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Charts</source>
   <translation>Bilder</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Tables</source>
   <translation>Tabellen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Sent over time</source>
   <translation>Über die Zeit gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>By project</source>
   <translation>Nach Projekt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>By person</source>
   <translation>Nach Person</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>By cycle</source>
   <translation>Nach Zyklus</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>How uploads stand</source>
   <translation>Wie Uploads stehen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Why files were not sent</source>
   <translation>Warum Dateien nicht gesendet wurden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Every file was sent.</source>
   <translation>Jede Datei wurde gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Nothing was sent in this time</source>
   <translation>In dieser Zeit wurde nichts gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Look at a longer time.</source>
   <translation>Sehen Sie sich eine längere Zeit an.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>What you and your colleagues send is counted here.</source>
   <translation>Was Sie und Ihre Kollegen senden, wird hier gezählt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>{completed} completed</source>
   <translation>{completed} abgeschlossen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>on {count}</source>
   <translation>an {count}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>{size} a day</source>
   <translation>{size} am Tag</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Person</source>
   <translation>Person</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Why</source>
   <translation>Warum</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>day</source>
   <translation>Tag</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>days</source>
   <translation>Tagen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>No project</source>
   <translation>Kein Projekt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>Nobody in particular</source>
   <translation>Niemand Bestimmtes</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/page.py" />
   <source>No cycle</source>
   <translation>Kein Zyklus</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/period.py" />
   <source>7 days</source>
   <translation>7 Tage</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/period.py" />
   <source>30 days</source>
   <translation>30 Tage</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/period.py" />
   <source>90 days</source>
   <translation>90 Tage</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/period.py" />
   <source>1 year</source>
   <translation>1 Jahr</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/period.py" />
   <source>Custom</source>
   <translation>Eigene</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/period.py" />
   <source>&amp;From</source>
   <translation>&amp;Von</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/statistics/period.py" />
   <source>&amp;to</source>
   <translation>&amp;bis</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/trouble.py" />
   <source>Waybill made a mistake ({name}: {error}). What was sent is kept. Please send the log to those who make Waybill.</source>
   <translation>Waybill hat einen Fehler gemacht ({name}: {error}). Was gesendet wurde, bleibt. Bitte senden Sie das Protokoll an die, die Waybill machen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/bandwidth_box.py" />
   <source>No limit</source>
   <translation>Keine Grenze</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/bandwidth_box.py" />
   <source>Bandwidth limit</source>
   <translation>Bandbreite</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/bandwidth_box.py" />
   <source>As your IT set it</source>
   <translation>Wie von Ihrer IT festgelegt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/bandwidth_box.py" />
   <source>Your IT limits by the hour how fast may be sent. You may choose less.</source>
   <translation>Ihre IT begrenzt nach Uhrzeit, wie schnell gesendet wird. Sie können weniger wählen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/bandwidth_box.py" />
   <source>Your IT limits by the hour how fast may be sent. What you choose holds instead.</source>
   <translation>Ihre IT begrenzt nach Uhrzeit, wie schnell gesendet wird. Was Sie wählen, gilt stattdessen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/check.py" />
   <source>Checking the storage…</source>
   <translation>Der Speicher wird geprüft…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/check.py" />
   <source>The storage answers, and you may write there.</source>
   <translation>Der Speicher antwortet, und Sie dürfen dort schreiben.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/check.py" />
   <source>This computer's clock is off</source>
   <translation>Die Uhr dieses Computers geht falsch</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/check.py" />
   <source>From {duration} on the storage refuses everything. Set it right.</source>
   <translation>Ab {duration} lehnt der Speicher alles ab. Stellen Sie sie richtig.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/check.py" />
   <source>Your AWS credentials end soon</source>
   <translation>Ihre AWS-Zugangsdaten laufen bald ab</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/check.py" />
   <source>They are good until {credentials_end}. An upload that takes longer waits then, and goes on by itself once they are renewed.</source>
   <translation>Sie gelten bis {credentials_end}. Ein Upload, der länger dauert, wartet dann und läuft von selbst weiter, sobald sie erneuert sind.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/check.py" />
   <source>Check again</source>
   <translation>Noch einmal prüfen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/check.py" />
   <source>It is {duration} ahead of the storage's.</source>
   <translation>Sie geht gegenüber der des Speichers {duration} vor.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/check.py" />
   <source>It is {duration} behind the storage's.</source>
   <translation>Sie geht gegenüber der des Speichers {duration} nach.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>{parts} chosen</source>
   <translation>{parts} gewählt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>No data at hand? Use the sample folder</source>
   <translation>Keine Daten zur Hand? Den Beispielordner nehmen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>Start upload</source>
   <translation>Upload starten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>Goes to s3://{bucket_name}/{s3_prefix}</source>
   <translation>Kommt nach s3://{bucket_name}/{s3_prefix}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>Add to queue</source>
   <translation>Hinten anstellen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>Checking the folder and the storage…</source>
   <translation>Ordner und Speicher werden geprüft…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>There is nothing to send in what you chose.</source>
   <translation>In dem, was Sie gewählt haben, ist nichts zu senden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>This project is not active. Your admin can activate it.</source>
   <translation>Dieses Projekt ist nicht aktiv. Ihr Admin kann es aktivieren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>Choose a cycle.</source>
   <translation>Wählen Sie einen Zyklus.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>Starting…</source>
   <translation>Wird gestartet…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/form.py" />
   <source>Choose a project.</source>
   <translation>Wählen Sie ein Projekt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/interrupted.py" />
   <source>more upload</source>
   <translation>weiterer Upload</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/interrupted.py" />
   <source>more uploads</source>
   <translation>weitere Uploads</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/interrupted.py" />
   <source> {count} can go on too.</source>
   <translation> {count} können auch fortgesetzt werden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/numbers.py" />
   <source>Bandwidth limit: how fast may be sent, from now on</source>
   <translation>Bandbreite: wie schnell ab jetzt gesendet werden darf</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/numbers.py" />
   <source>Limit</source>
   <translation>Limit</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/numbers.py" />
   <source>{done_files} of {total_files}{found}  ·  {done_bytes} of {total_bytes}</source>
   <translation>{done_files} von {total_files}{found}  ·  {done_bytes} von {total_bytes}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/numbers.py" />
   <source> found so far</source>
   <translation> bisher gefunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>Options</source>
   <translation>Optionen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>&amp;Follow links to folders</source>
   <translation>Verknüpfungen zu Ordnern &amp;folgen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>List folders with the system's fin&amp;d</source>
   <translation>Ordner mit &amp;find des Systems auflisten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>For folders that it lists faster; on Windows, or without it, Waybill lists them itself.</source>
   <translation>Für Ordner, die es schneller auflistet; unter Windows oder ohne es listet Waybill sie selbst auf.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>Re&amp;place what another folder sent</source>
   <translation>&amp;Ersetzen, was ein anderer Ordner gesendet hat</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>Without it, a file whose name another folder took in this cycle is blocked and told.</source>
   <translation>Sonst wird eine Datei, deren Name in diesem Zyklus einem anderen Ordner gehört, blockiert und gemeldet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>&amp;AWS profile</source>
   <translation>&amp;AWS-Profil</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>&amp;Retries</source>
   <translation>&amp;Wiederholungen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>How often a request that failed is tried again.</source>
   <translation>Wie oft eine fehlgeschlagene Anfrage noch einmal versucht wird.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>Can be changed while files are sent.</source>
   <translation>Kann geändert werden, während gesendet wird.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>Shown</source>
   <translation>Gezeigt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/options.py" />
   <source>Hidden</source>
   <translation>Verborgen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/page.py" />
   <source> What waits is not sent either.</source>
   <translation> Was wartet, wird auch nicht gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/page.py" />
   <source>Cancel this upload?</source>
   <translation>Diesen Upload abbrechen?</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/page.py" />
   <source>What was sent stays in the bucket. The rest is not sent.{waiting}</source>
   <translation>Was gesendet wurde, bleibt im Bucket. Der Rest wird nicht gesendet.{waiting}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/page.py" />
   <source>Cancel upload</source>
   <translation>Upload abbrechen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/page.py" />
   <source>{error} The upload goes on by itself.</source>
   <translation>{error} Der Upload läuft von selbst weiter.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>{project_name} (not active)</source>
   <translation>{project_name} (nicht aktiv)</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>Choose a project first</source>
   <translation>Wählen Sie zuerst ein Projekt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>Choose a project</source>
   <translation>Projekt wählen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>Loading cycles…</source>
   <translation>Zyklen werden geladen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>Choose a cycle</source>
   <translation>Zyklus wählen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>&amp;Project</source>
   <translation>&amp;Projekt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>C&amp;ycle</source>
   <translation>Z&amp;yklus</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>There are no projects yet</source>
   <translation>Es gibt noch keine Projekte</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>This project has no cycles yet</source>
   <translation>Dieses Projekt hat noch keine Zyklen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>No projects</source>
   <translation>Keine Projekte</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/place.py" />
   <source>No cycles</source>
   <translation>Keine Zyklen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/preview.py" />
   <source>Blocked</source>
   <translation>Blockiert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/preview.py" />
   <source>so far…</source>
   <translation>bisher…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/preview.py" />
   <source>Show more</source>
   <translation>Mehr zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/preview.py" />
   <source>{number} cannot be sent. The others can.</source>
   <translation>{number} kann nicht gesendet werden. Die anderen schon.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/preview.py" />
   <source>to send</source>
   <translation>zu senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/preview.py" />
   <source>not known yet</source>
   <translation>noch nicht bekannt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/preview.py" />
   <source>cannot be sent</source>
   <translation>nicht zu senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/preview.py" />
   <source>Empty folders:</source>
   <translation>Leere Ordner:</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Sending</source>
   <translation>Wird gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Pause {name} and go on with the next</source>
   <translation>{name} pausieren und mit dem nächsten fortfahren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Cancel {name} and go on with the next</source>
   <translation>{name} abbrechen und mit dem nächsten fortfahren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Send {name} earlier</source>
   <translation>{name} früher senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Send {name} later</source>
   <translation>{name} später senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>to {address}</source>
   <translation>nach {address}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Paused</source>
   <translation>Pausiert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Waiting</source>
   <translation>Wartet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Send {name} in its turn</source>
   <translation>{name} senden, wenn er an der Reihe ist</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Pause {name}</source>
   <translation>{name} pausieren</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>Do not send {name}</source>
   <translation>{name} nicht senden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>upload waits</source>
   <translation>Upload wartet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/queue_list.py" />
   <source>uploads wait</source>
   <translation>Uploads warten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_actions.py" />
   <source>New upload</source>
   <translation>Neuer Upload</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_actions.py" />
   <source>Add upload</source>
   <translation>Upload dazu</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>From {folder}</source>
   <translation>Von {folder}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>To {address}</source>
   <translation>Nach {address}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>Cancelling…</source>
   <translation>Wird abgebrochen…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>{title}. Trying again by itself.</source>
   <translation>{title}. Wird von selbst noch einmal versucht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>{error} The upload goes on by itself once that has passed.</source>
   <translation>{error} Der Upload läuft von selbst weiter, sobald das vorbei ist.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>{names} wait.</source>
   <translation>{names} warten.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>{name} waits.</source>
   <translation>{name} wartet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>{title}. Not sent: {names}</source>
   <translation>{title}. Nicht gesendet: {names}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>Whose files are shown</source>
   <translation>Wessen Dateien gezeigt werden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>Sending {name}</source>
   <translation>{name} wird gesendet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>folder</source>
   <translation>Ordner</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>folders</source>
   <translation>Ordner</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>Nothing was sent.</source>
   <translation>Nichts wurde gesendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/run_view.py" />
   <source>Files of {name}</source>
   <translation>Dateien von {name}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/sources.py" />
   <source>{count} of {name}</source>
   <translation>{count} von {name}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/sources.py" />
   <source>Chosen folders and files</source>
   <translation>Gewählte Ordner und Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/upload/sources.py" />
   <source>Remove {source}</source>
   <translation>{source} entfernen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/columns.py" />
   <source>Reset columns</source>
   <translation>Spalten zurücksetzen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/dialogs.py" />
   <source>Busy</source>
   <translation>Beschäftigt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Drop folders or files here</source>
   <translation>Ordner oder Dateien hier ablegen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Let go to add them</source>
   <translation>Loslassen zum Hinzufügen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Only folders and files on this computer can be added. Save them here first, then drop them.</source>
   <translation>Nur Ordner und Dateien auf diesem Computer können hinzugefügt werden. Speichern Sie sie zuerst hier, dann legen Sie sie ab.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>They are copied to your project. Nothing here is changed or removed.</source>
   <translation>Sie werden in Ihr Projekt kopiert. Hier wird nichts geändert oder entfernt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Drop more here to add to the queue.</source>
   <translation>Legen Sie hier mehr ab, um es anzustellen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Some of what you dropped is not on this computer and was left out.</source>
   <translation>Einiges von dem, was Sie abgelegt haben, ist nicht auf diesem Computer und wurde ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Drop area for folders and files</source>
   <translation>Ablage für Ordner und Dateien</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Choose folder</source>
   <translation>Ordner wählen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Choose files</source>
   <translation>Dateien wählen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Choose a folder to send</source>
   <translation>Ordner zum Senden wählen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/drop_area.py" />
   <source>Choose files to send</source>
   <translation>Dateien zum Senden wählen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/fields.py" />
   <source>d MMM yyyy</source>
   <translation>d. MMM yyyy</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/fields.py" />
   <source>Show password</source>
   <translation>Passwort zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/fields.py" />
   <source>Hide password</source>
   <translation>Passwort verbergen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/messages.py" />
   <source>Dismiss this message</source>
   <translation>Diese Meldung schließen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/row_table.py" />
   <source>Actions</source>
   <translation>Aktionen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar.py" />
   <source>Pages</source>
   <translation>Seiten</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>Checking the connection</source>
   <translation>Verbindung wird geprüft</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>Connected</source>
   <translation>Verbunden</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>Company cannot be reached</source>
   <translation>Firma nicht erreichbar</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>Your account…</source>
   <translation>Ihr Konto…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>Change password…</source>
   <translation>Passwort ändern…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>{records} to deliver</source>
   <translation>{records} zuzustellen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>Not signed in</source>
   <translation>Nicht angemeldet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>Your account: {person}</source>
   <translation>Ihr Konto: {person}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>record</source>
   <translation>Eintrag</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/side_bar_foot.py" />
   <source>records</source>
   <translation>Einträge</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/span.py" />
   <source>Any time</source>
   <translation>Jederzeit</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/span.py" />
   <source>Today</source>
   <translation>Heute</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/span.py" />
   <source>Last 7 days</source>
   <translation>Letzte 7 Tage</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/span.py" />
   <source>Last 30 days</source>
   <translation>Letzte 30 Tage</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/span.py" />
   <source>Between two days</source>
   <translation>Zwischen zwei Tagen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/span.py" />
   <source>From this day</source>
   <translation>Von diesem Tag</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/span.py" />
   <source>To this day</source>
   <translation>Bis zu diesem Tag</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/span.py" />
   <source>to</source>
   <translation>bis</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/speed_picture.py" />
   <source>The last {duration}: up to {fastest}</source>
   <translation>Die letzten {duration}: bis zu {fastest}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/tables.py" />
   <source>Failed</source>
   <translation>Fehlgeschlagen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/tables.py" />
   <source>In progress</source>
   <translation>Läuft</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/tables.py" />
   <source>With errors</source>
   <translation>Mit Fehlern</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/tables.py" />
   <source>Interrupted</source>
   <translation>Unterbrochen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/tables.py" />
   <source>Planned</source>
   <translation>Geplant</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/widgets/tables.py" />
   <source>Archived</source>
   <translation>Archiviert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/gui/window.py" />
   <source>Signing out…</source>
   <translation>Abmeldung läuft…</translation>
  </message>
  <message>
   <location filename="../../desktop_app/journal/damage.py" />
   <source>The journal {path} is damaged and cannot be moved: {strerror}. Close every other Waybill on this computer, see that its folder may be written, and start again.</source>
   <translation>Das Journal {path} ist beschädigt und lässt sich nicht verschieben: {strerror}. Schließen Sie jedes andere Waybill auf diesem Computer, sehen Sie nach, ob in den Ordner geschrieben werden darf, und starten Sie neu.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/journal/journal.py" />
   <source>The journal {path} cannot be made: {strerror}. Check the folder, or name another one by WAYBILL_HOME.</source>
   <translation>Das Journal {path} lässt sich nicht anlegen: {strerror}. Prüfen Sie den Ordner, oder nennen Sie einen anderen in WAYBILL_HOME.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/journal/schema.py" />
   <source>The journal {path} cannot be used: {error}. What was sent is kept; check the disk and go on.</source>
   <translation>Das Journal {path} ist nicht brauchbar: {error}. Was gesendet wurde, bleibt; prüfen Sie den Datenträger und fahren Sie fort.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/journal/schema.py" />
   <source>There is no room left for the journal ({path}). Free some space, then go on: what was sent is kept, and what could not be noted is checked again.</source>
   <translation>Für das Journal ist kein Platz mehr ({path}). Schaffen Sie Platz und fahren Sie fort: was gesendet wurde, bleibt, und was nicht vermerkt werden konnte, wird noch einmal geprüft.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/journal/schema.py" />
   <source>The journal {path} is damaged. It was left as it is. Close Waybill and start it again: it is then kept under another name, and a new one is filled with what the company knows. What was sent is in the bucket.</source>
   <translation>Das Journal {path} ist beschädigt. Es wurde gelassen, wie es ist. Schließen Sie Waybill und starten Sie es wieder: dann wird es unter anderem Namen aufbewahrt, und ein neues wird mit dem gefüllt, was die Firma weiß. Was gesendet wurde, ist im Bucket.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/journal/schema.py" />
   <source>The journal on this workstation was written by a newer Waybill. Install that version again; nothing was changed.</source>
   <translation>Das Journal auf diesem Computer ist von einem neueren Waybill. Installieren Sie diese Version wieder; nichts wurde geändert.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/journal/sessions.py" />
   <source>This workstation's journal has no upload {session_id}.</source>
   <translation>Das Journal dieses Computers hat keinen Upload {session_id}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/journal/sessions.py" />
   <source>This computer has no upload {name}, or several that begin so. `waybill sessions` lists them.</source>
   <translation>Dieser Computer hat keinen Upload {name}, oder mehrere, die so beginnen. `waybill sessions` listet sie auf.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/journal/writer.py" />
   <source>The journal {path} is closed. What was noted before is kept.</source>
   <translation>Das Journal {path} ist geschlossen. Was vorher vermerkt wurde, bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/reading.py" />
   <source>line {number}, </source>
   <translation>Zeile {number}, </translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/reading.py" />
   <source>there is no setting of that name; there are {names}</source>
   <translation>es gibt keine Einstellung dieses Namens; es gibt {names}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/reading.py" />
   <source>The settings that your IT made for this computer, in {path}, cannot be used: {why}. Waybill does not begin without them, for they may say what has to hold. Your IT can correct the file.</source>
   <translation>Die Einstellungen Ihrer IT für diesen Computer, in {path}, sind nicht brauchbar: {why}. Ohne sie beginnt Waybill nicht, denn darin kann stehen, was gelten muss. Ihre IT kann die Datei berichtigen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/reading.py" />
   <source>it is larger than 1 MiB</source>
   <translation>sie ist größer als 1 MiB</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/reading.py" />
   <source>it is not UTF-8 from byte {start} on</source>
   <translation>sie ist ab Byte {start} kein UTF-8</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/rules.py" />
   <source>A password has no place here, where everybody can read it. People are asked for it once.</source>
   <translation>Ein Passwort hat hier keinen Platz, wo jeder es lesen kann. Die Leute werden einmal danach gefragt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/rules.py" />
   <source>It is no address that begins with {schemes}:// and names a host.</source>
   <translation>Es ist keine Adresse, die mit {schemes}:// beginnt und einen Rechner nennt.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/rules.py" />
   <source>Write the whole path of the file.</source>
   <translation>Schreiben Sie den ganzen Pfad der Datei.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/rules.py" />
   <source>locked: it is true, or a list of names of settings</source>
   <translation>locked: Es ist true oder eine Liste von Namen von Einstellungen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/rules.py" />
   <source>It is no address ({error}).</source>
   <translation>Es ist keine Adresse ({error}).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/rules.py" />
   <source>locked: '{name}' is locked and has no value here</source>
   <translation>locked: '{name}' ist gesperrt und hat hier keinen Wert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/rules.py" />
   <source> or </source>
   <translation> oder </translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/windows.py" />
   <source>Windows does not say where ProgramData is. Your IT can look into it.</source>
   <translation>Windows sagt nicht, wo ProgramData ist. Ihre IT kann nachsehen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/policy/windows.py" />
   <source>The policy that your IT made for this computer, in {where}, cannot be used: {why}. Waybill does not begin without it, for it may say what has to hold. Your IT can correct it.</source>
   <translation>Die Richtlinie Ihrer IT für diesen Computer, in {where}, ist nicht brauchbar: {why}. Ohne sie beginnt Waybill nicht, denn darin kann stehen, was gelten muss. Ihre IT kann sie berichtigen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Signed in</source>
   <translation>Angemeldet</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Sign-in locked</source>
   <translation>Anmeldung gesperrt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Used sign-in token came again</source>
   <translation>Verbrauchtes Anmelde-Token kam wieder</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Password changed</source>
   <translation>Passwort geändert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Password reset</source>
   <translation>Passwort zurückgesetzt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>User added</source>
   <translation>Benutzer angelegt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>User changed</source>
   <translation>Benutzer geändert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>User deleted</source>
   <translation>Benutzer gelöscht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Project added</source>
   <translation>Projekt angelegt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Project changed</source>
   <translation>Projekt geändert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Project deleted</source>
   <translation>Projekt gelöscht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Cycle added</source>
   <translation>Zyklus angelegt</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Cycle changed</source>
   <translation>Zyklus geändert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Cycle deleted</source>
   <translation>Zyklus gelöscht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Company changed</source>
   <translation>Firma geändert</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Upload record deleted</source>
   <translation>Eintrag eines Uploads gelöscht</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Upload taken over</source>
   <translation>Upload übernommen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Upload given to a server</source>
   <translation>Upload an einen Server übergeben</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Wrong password, or an account that is not active.</source>
   <translation>Falsches Passwort, oder ein Konto, das nicht aktiv ist.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Too many wrong passwords; it opens again by itself.</source>
   <translation>Zu viele falsche Passwörter; es öffnet sich von selbst wieder.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Somebody may have copied it, so that sign-in was ended.</source>
   <translation>Jemand hat es vielleicht kopiert, deshalb wurde diese Anmeldung beendet.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Full name</source>
   <translation>Voller Name</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>AWS role</source>
   <translation>AWS-Rolle</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Encryption</source>
   <translation>Verschlüsselung</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>KMS key</source>
   <translation>KMS-Schlüssel</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Number</source>
   <translation>Nummer</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Contact e-mail</source>
   <translation>E-Mail für Fragen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Bucket in the address</source>
   <translation>Bucket in der Adresse</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>Never replace objects</source>
   <translation>Nie Objekte ersetzen</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>(empty)</source>
   <translation>(leer)</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>yes</source>
   <translation>ja</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/audit_words.py" />
   <source>no</source>
   <translation>nein</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/demo_storage.py" />
   <source>The demo brings its own storage, and for that {missing} must be installed: pip install 'waybill[demo]', then start the demo again.</source>
   <translation>Die Demo bringt ihren eigenen Speicher mit, und dafür muss {missing} installiert sein: pip install 'waybill[demo]', dann starten Sie die Demo wieder.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/demo_storage.py" />
   <source>The demo's storage ended as soon as it was started: {complaints}</source>
   <translation>Der Speicher der Demo endete gleich nach dem Start: {complaints}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/demo_storage.py" />
   <source>The demo's storage could not make the bucket {name}: {status} {told}</source>
   <translation>Der Speicher der Demo konnte den Bucket {name} nicht anlegen: {status} {told}</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/demo_storage.py" />
   <source>The demo's storage could not be started: {strerror}.</source>
   <translation>Der Speicher der Demo ließ sich nicht starten: {strerror}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/demo_storage.py" />
   <source>The demo's storage did not start within {start_timeout} seconds.</source>
   <translation>Der Speicher der Demo startete nicht innerhalb von {start_timeout} Sekunden.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/demo_storage.py" />
   <source>The demo's storage no longer answers. Start the demo again.</source>
   <translation>Der Speicher der Demo antwortet nicht mehr. Starten Sie die Demo neu.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/handover.py" />
   <source>The folder {root} is not on this computer. Say where its files are here (--folder).</source>
   <translation>Der Ordner {root} ist nicht auf diesem Computer. Sagen Sie, wo seine Dateien hier sind (--folder).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/handover.py" />
   <source>{root} has none of the files that {what} sent of {local_directory}. Choose the folder with the same files.</source>
   <translation>{root} hat keine der Dateien, die {what} von {local_directory} gesendet hat. Wählen Sie den Ordner mit denselben Dateien.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/handover.py" />
   <source>This upload is an earlier system's: it has no project or cycle to go on with.</source>
   <translation>Dieser Upload ist von einem früheren Programm: er hat kein Projekt und keinen Zyklus, um fortzufahren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/handover.py" />
   <source>The company's record of this upload names {path}, which is not in its folder. It cannot be taken over; tell your admin.</source>
   <translation>Der Eintrag der Firma zu diesem Upload nennt {path}, was nicht in seinem Ordner liegt. Er kann nicht übernommen werden; sagen Sie es Ihrem Admin.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/handover.py" />
   <source>The company has no interrupted upload {name}, or several that begin so. `waybill resume --take-over` lists them.</source>
   <translation>Die Firma hat keinen unterbrochenen Upload {name}, oder mehrere, die so beginnen. `waybill resume --take-over` listet sie auf.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/keychain.py" />
   <source>This computer offers no keychain that keeps a sign-in encrypted, and Waybill keeps none in plain text. Without one, the window asks for the password each time, and commands take WAYBILL_COMPANY, WAYBILL_USERNAME and WAYBILL_PASSWORD.</source>
   <translation>Dieser Computer bietet keinen Schlüsselbund, der eine Anmeldung verschlüsselt aufbewahrt, und Waybill bewahrt keine im Klartext auf. Ohne einen fragt das Fenster jedes Mal nach dem Passwort, und Befehle nehmen WAYBILL_COMPANY, WAYBILL_USERNAME und WAYBILL_PASSWORD.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/keychain.py" />
   <source>The system's keychain did not take the sign-in: {error}.</source>
   <translation>Der Schlüsselbund des Systems hat die Anmeldung nicht angenommen: {error}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/keychain.py" />
   <source>The system's keychain cannot be opened: {error}.</source>
   <translation>Der Schlüsselbund des Systems lässt sich nicht öffnen: {error}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/keychain.py" />
   <source>The system's keychain did not forget the sign-in: {error}.</source>
   <translation>Der Schlüsselbund des Systems hat die Anmeldung nicht vergessen: {error}.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/locks.py" />
   <source>{name} is being sent by another Waybill on this computer. Wait until it has ended, or pause it there.</source>
   <translation>{name} wird von einem anderen Waybill auf diesem Computer gesendet. Warten Sie, bis es fertig ist, oder halten Sie es dort an.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/network.py" />
   <source>The file of certificate authorities {file}, which the settings of this computer name as ca_file, cannot be used ({why}). Your IT can put it right.</source>
   <translation>Die Datei der Zertifizierungsstellen {file}, die die Einstellungen dieses Computers als ca_file nennen, ist nicht brauchbar ({why}). Ihre IT kann das richten.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/owner.py" />
   <source>A company in a SQLite file has no superuser; there is nothing to harden.</source>
   <translation>Eine Firma in einer SQLite-Datei hat keinen Superuser; es gibt nichts zu härten.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/receipts.py" />
   <source>The receipt cannot be saved as {path} ({what}). Choose another place; nothing is lost.</source>
   <translation>Der Beleg lässt sich nicht als {path} speichern ({what}). Wählen Sie einen anderen Ort; nichts ist verloren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/sources.py" />
   <source>There is no file in {name}. Choose another folder.</source>
   <translation>In {name} ist keine Datei. Wählen Sie einen anderen Ordner.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/support_bundle.py" />
   <source>The support bundle cannot be saved as {path} ({what}). Choose another place.</source>
   <translation>Das Support-Paket lässt sich nicht als {path} speichern ({what}). Wählen Sie einen anderen Ort.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/fetching.py" />
   <source>{url} does not give what is needed for an update ({why}). It is tried again later.</source>
   <translation>{url} liefert nicht, was eine Aktualisierung braucht ({why}). Es wird später wieder versucht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/fetching.py" />
   <source>The new version that was fetched is not the one that was signed. It was damaged on the way, or somebody changed it. It was deleted. Tell your IT.</source>
   <translation>Die geladene neue Version ist nicht die unterschriebene. Sie wurde unterwegs beschädigt, oder jemand hat sie verändert. Sie wurde gelöscht. Sagen Sie es Ihrer IT.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/fetching.py" />
   <source>it broke off</source>
   <translation>es brach ab</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/fetching.py" />
   <source>Updates are fetched over https only, and {url} is not.</source>
   <translation>Aktualisierungen werden nur über https geladen, und {url} ist das nicht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/fetching.py" />
   <source>What is at {url} is too large for an update feed. Nothing was taken.</source>
   <translation>Was unter {url} steht, ist zu groß für eine Quelle von Aktualisierungen. Nichts wurde übernommen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/fetching.py" />
   <source>There is no room for the new version in {folder}.</source>
   <translation>In {folder} ist kein Platz für die neue Version.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/fetching.py" />
   <source>The new version cannot be kept in {folder} ({why}).</source>
   <translation>Die neue Version lässt sich nicht in {folder} ablegen ({why}).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/fetching.py" />
   <source>it takes too long</source>
   <translation>es dauert zu lange</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/fetching.py" />
   <source>The new version was not fetched to its end.</source>
   <translation>Die neue Version wurde nicht zu Ende geladen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/manifest.py" />
   <source>What the update feed says is not signed by those who make Waybill. It was damaged on the way, or somebody posed as them. Nothing was taken. Tell your IT.</source>
   <translation>Was die Quelle der Aktualisierungen sagt, ist nicht von den Herstellern von Waybill unterschrieben. Es wurde unterwegs beschädigt, oder jemand gab sich für sie aus. Nichts wurde übernommen. Sagen Sie es Ihrer IT.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/manifest.py" />
   <source>The update feed has been out of date since {when}. Nothing was taken. Set this computer's clock right, or tell your IT.</source>
   <translation>Die Quelle der Aktualisierungen ist seit {when} abgelaufen. Nichts wurde übernommen. Stellen Sie die Uhr dieses Computers richtig, oder sagen Sie es Ihrer IT.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/manifest.py" />
   <source>This Waybill does not understand the update feed ({what}). Nothing was taken.</source>
   <translation>Dieses Waybill versteht die Quelle der Aktualisierungen nicht ({what}). Nichts wurde übernommen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/updater.py" />
   <source>The new version was changed after it was fetched, so it is not opened. It was deleted.</source>
   <translation>Die neue Version wurde nach dem Laden verändert und wird deshalb nicht geöffnet. Sie wurde gelöscht.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/updates/updater.py" />
   <source>The update feed is older than one that was seen here before. Nothing was taken. Tell your IT.</source>
   <translation>Die Quelle der Aktualisierungen ist älter als eine, die hier schon gesehen wurde. Nichts wurde übernommen. Sagen Sie es Ihrer IT.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/upload.py" />
   <source>Upload {id} is {status}; there is nothing to go on with.</source>
   <translation>Upload {id} ist {status}; es gibt nichts fortzusetzen.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/upload.py" />
   <source>Its failed files can be tried again (--failed).</source>
   <translation>Die fehlgeschlagenen Dateien können noch einmal versucht werden (--failed).</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/upload.py" />
   <source>What was blocked is looked at anew when the folder is sent again.</source>
   <translation>Was blockiert war, wird neu angesehen, wenn der Ordner noch einmal gesendet wird.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/services/upload.py" />
   <source>The project {project_name} is not active. Ask your admin to activate it.</source>
   <translation>Das Projekt {project_name} ist nicht aktiv. Bitten Sie Ihren Admin, es zu aktivieren.</translation>
  </message>
  <message>
   <location filename="../../desktop_app/settings.py" />
   <source>WAYBILL_{name} cannot be used: {why}. Correct it in the environment.</source>
   <translation>WAYBILL_{name} ist nicht brauchbar: {why}. Berichtigen Sie es in der Umgebung.</translation>
  </message>
 </context>
</TS>
