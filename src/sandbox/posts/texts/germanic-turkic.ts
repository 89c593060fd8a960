/** German and Turkish. */
import type { TextBank } from './text-bank.ts'

export const GERMAN: TextBank = {
  lang: 'de',
  weight: 6,
  about: [
    'In der Straßenbahn reden heute alle über {k}',
    'Drei Dinge, die den Tag gerettet haben: {k}, Brot & ein langer Spaziergang',
    'Geht es nur mir so oder ist {k} gerade überall?',
    'Ich wollte eine Pause von {k} machen. Hat vierzig Minuten gehalten.',
    'Ernste Frage: Wo fange ich mit {k} am besten an?',
    'Regen am Fenster, Tee auf dem Tisch, {k} im Kopf',
    'Offener Abend zu {k} in der Stadtbücherei, Eintritt frei',
    'Meine Oma versteht {k} besser als wir alle zusammen',
    'Neuer Versuch mit {k}, diesmal mit Anleitung',
    'Kurzes Update zu {k}: läuft besser als gedacht',
  ],
  onTopic: {},
  also: ['Und auch {k}.', 'Gilt übrigens genauso: {k}', 'PS: {k}'],
  replies: [
    'Genau so ist es, bei {k} auch',
    'Haha, ich habe auf {k} gewartet',
    'Danke, probiere ich morgen mit {k} aus',
    'Und was ist mit {k}?',
  ],
  quotes: [
    'Das hier, aber für {k}',
    'Alles über {k} in einem Beitrag',
    'Merke ich mir, falls wieder jemand nach {k} fragt',
  ],
  plain: [
    'Das Licht über dem Hafen war heute früh unglaublich.',
    'Der Bus war drei Tage hintereinander pünktlich. Verdächtig.',
    'Habe den Wasserkocher repariert und fühle mich wie eine Ingenieurin.',
    'An der Ecke beim Bäcker gibt es ein neues Wandbild.',
    'Schirm vergessen, Geschichte gewonnen.',
    'Sonntag: keine Pläne. Herrlich.',
  ],
  nouns: ['Kaffee', 'Regen', 'der Mond', 'gutes Brot', 'alte Landkarten'],
  hashtags: ['KleineFreuden', 'Stadtleben', 'GutenMorgen', 'Feierabend'],
  polls: [
    { question: '{k}: wie oft ist zu oft?', options: ['Täglich', 'Wöchentlich', 'Gibt es nicht'] },
  ],
  editNotes: ['(Korrektur: Tippfehler)', '(zweiter Versuch)'],
  names: [
    'Nordfenster',
    'Nachtbus Notizen',
    'Kupferkessel',
    'Stilles Ufer',
    'Gefaltete Karte',
    'Dachgarten 🌿',
  ],
}

export const TURKISH: TextBank = {
  lang: 'tr',
  weight: 3,
  about: [
    'Bugün tramvayda herkes aynı şeyi konuşuyor: {k}',
    'Günün üç güzel şeyi: {k} , sıcak ekmek ve biraz sessizlik',
    'Bütün hafta {k} ile geçti, pişman değilim',
    'Biraz ara vereyim dedim ama {k} beni bırakmadı',
    'Ciddi bir soru: {k} için nereden başlamalı?',
    'Dışarıda yağmur, masada çay & {k}',
    'Bu akşam kütüphanede {k} üzerine sohbet var, herkes gelsin',
  ],
  onTopic: {},
  also: ['Bir de {k} .', 'Bu arada: {k}'],
  replies: [
    'Aynen, {k} için de öyle',
    'Haha, {k} lafını bekliyordum',
    'Teşekkürler, yarın {k} ile denerim',
  ],
  quotes: ['Aynısı ama {k} için', 'Tek gönderide {k} hakkında her şey'],
  plain: [
    'Bu sabah limanın ışığı bambaşkaydı.',
    'Otobüs üç gündür tam vaktinde. Şüpheli.',
    'Fırının köşesinde yeni bir duvar resmi var.',
    'Şemsiyeyi unuttum, hikâye kazandım.',
  ],
  nouns: ['kahve', 'yağmur', 'ay', 'deniz'],
  hashtags: ['Günaydın', 'KüçükMutluluklar', 'Şehir'],
  polls: [{ question: '{k} ne zaman?', options: ['Sabah', 'Akşam', 'Her zaman'] }],
  editNotes: ['(düzeltme)'],
  names: ['Kuzey Penceresi', 'Gece Tramvayı', 'Bakır Çaydanlık', 'Sessiz Liman'],
}
